// What x.f denotes when x is not a package.
#pragma once

#include "types/object.h"

namespace golem::types {

enum class SelectionKind : uint8_t {
  FieldVal,    // a struct field
  MethodVal,   // a method of the value x
  MethodExpr,  // a method of the type x
};

struct Selection {
  SelectionKind kind_;
  Type* recv_;              // type of x
  Object* obj_;             // Var or Func
  std::vector<int> index_;  // field path; for methods the last entry is the method's index
  bool indirect_;           // a pointer was followed on the path
  SelectionKind kind() const { return kind_; }
  Type* recv() const { return recv_; }
  Object* obj() const { return obj_; }
  const std::vector<int>& index() const { return index_; }
  bool indirect() const { return indirect_; }
  Type* type() const;  // of x.f; a method value's signature has recv_ as receiver, a method expression's as first parameter
};

std::string selectionString(const Selection* s, const Qualifier& qf);

}  // namespace golem::types
