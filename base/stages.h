// How long the stages of a tool take: for -timing.
#pragma once

#include <cstdio>
#include <ctime>
#include <string_view>
#include <vector>

namespace golem::base {

/// One stage follows the other; a stage that is entered again adds to its time. CPU time of all threads and the clock's time.
class Stages {
public:
  /// Ends the current stage and begins another. `name` must outlive this object.
  void enter(const char* name) {
    Moment now{read(CLOCK_PROCESS_CPUTIME_ID), read(CLOCK_MONOTONIC)};
    if (!rows.empty()) {
      rows[current].cpu += now.cpu - last.cpu;
      rows[current].wall += now.wall - last.wall;
    }
    last = now;
    for (current = 0; current < rows.size(); current++)
      if (std::string_view(rows[current].name) == name) return;
    rows.emplace_back(name);
  }

  /// Ends the current stage and prints a line for each, in the order of their first entry.
  void print(std::FILE* to) {
    enter("end");
    double cpu = 0, wall = 0;
    for (const Row& row : rows) {
      cpu += row.cpu;
      wall += row.wall;
    }
    for (const Row& row : rows)
      if (row.wall > 0)
        std::fprintf(to, "%-16s %9.1f ms CPU %5.1f %% %9.1f ms\n", row.name, row.cpu * 1e3, cpu > 0 ? row.cpu / cpu * 100 : 0,
                     row.wall * 1e3);
    std::fprintf(to, "%-16s %9.1f ms CPU         %9.1f ms\n", "all", cpu * 1e3, wall * 1e3);
  }

private:
  struct Row {
    const char* name;
    double cpu = 0, wall = 0;
    explicit Row(const char* name) : name(name) {}
  };
  struct Moment {
    double cpu = 0, wall = 0;
  };
  std::vector<Row> rows;
  size_t current = 0;
  Moment last;

  static double read(clockid_t clock) {
    timespec t;
    clock_gettime(clock, &t);
    return double(t.tv_sec) + double(t.tv_nsec) / 1e9;
  }
};

}  // namespace golem::base
