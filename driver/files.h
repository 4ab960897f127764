// Small file operations of the driver; every failure is reported through fail(), which ends the program with one line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace golem::driver {

/// Prints "golem: <message>" and exits with 1.
[[noreturn]] void fail(const std::string &message);

bool exists(const std::string &path);
bool isDirectory(const std::string &path);

/// False when there is no such file or it cannot be read.
bool readFile(const std::string &path, std::string &contents);
std::string mustRead(const std::string &path);

/// Writes beside the target and renames, so that the file is whole or not there. Makes missing folders.
void writeFile(const std::string &path, std::string_view contents, unsigned mode = 0644);

/// Writes only when the contents differ. True when it wrote.
bool updateFile(const std::string &path, std::string_view contents, unsigned mode = 0644);

void copyFile(const std::string &from, const std::string &to);
void removeFile(const std::string &path);
void removeTree(const std::string &path);
void makeDirectories(const std::string &path);

/// All regular files below `root`, relative to it, sorted.
std::vector<std::string> listTree(const std::string &root);
/// Names of the regular files directly in `directory`, sorted.
std::vector<std::string> listFiles(const std::string &directory);

/// "path size mtime" of a file, or "path -": what a stamp records of it.
std::string signature(const std::string &path);

/// The first line of what a command prints on stdout; empty when it fails.
std::string firstLineOf(const std::vector<std::string> &command);

} // namespace golem::driver
