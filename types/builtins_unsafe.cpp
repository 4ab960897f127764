// The functions of package unsafe.
#include "types/builtins.h"
#include "types/nodes.h"

namespace golem::types {

static int64_t offsetOf(const Config* conf, Type* t, const std::vector<int>& index) {
  int64_t total = 0;
  for (int i : index) {
    auto* s = underAs<Struct>(t);
    int64_t o = conf->sizes.offsetsof(s->fields_)[i];
    if (o < 0 || __builtin_add_overflow(total, o, &total)) return -1;
    t = s->fields_[i]->typ_;
  }
  return total;
}

// Whether t's size depends on type parameters, or is infinite because of a cycle that has not been reported
// yet.
bool hasVarSize(Type* t, std::unordered_map<Named*, bool>& seen) {
  Named* named = asNamed(t);
  if (named != nullptr) {
    auto [it, fresh] = seen.try_emplace(named, true);  // cyclic until proven otherwise
    if (!fresh) return it->second;
  }
  bool res = false;
  Type* u = t->underlying();
  if (auto* a = as<Array>(u)) {
    res = hasVarSize(a->elem_, seen);
  } else if (auto* s = as<Struct>(u)) {
    for (Var* f : s->fields_) {
      if (hasVarSize(f->typ_, seen)) {
        res = true;
        break;
      }
    }
  } else if (isa<Interface>(u)) {
    res = isTypeParam(t);
  }
  if (named != nullptr) seen[named] = res;
  return res;
}
static bool hasVarSize(Type* t) {
  std::unordered_map<Named*, bool> seen;
  return hasVarSize(t, seen);
}

bool Checker::builtinUnsafe(Operand* x, syntax::CallExpr* call, std::span<Operand* const> args,
                            BuiltinId id) {
  Type* uintptrT = basicType(BasicKind::Uintptr);
  auto constResult = [&](int64_t n) {
    x->mode = OperandMode::Constant;
    x->val = constant::makeInt64(n);
    x->typ = uintptrT;
    return true;
  };
  auto valueResult = [&](Type* res, std::initializer_list<Type*> params) {
    x->mode = OperandMode::Value;
    x->typ = res;
    recordBuiltinType(call->fun, makeSig(res, params));
    return true;
  };

  switch (id) {
    case BuiltinId::Add: {
      verifyVersionf(call->fun, goVersion1(17), "unsafe.Add");
      assignment(x, basicType(BasicKind::UnsafePointer), "argument to unsafe.Add");
      if (x->mode == OperandMode::Invalid) return false;
      if (!isValidIndex(args[1], Code::InvalidUnsafeAdd, "length", true)) return false;
      Type* p = basicType(BasicKind::UnsafePointer);
      return valueResult(p, {p, args[1]->typ});
    }
    case BuiltinId::Alignof:
      assignment(x, nullptr, "argument to unsafe.Alignof");
      if (x->mode == OperandMode::Invalid) return false;
      if (hasVarSize(x->typ)) return valueResult(uintptrT, {x->typ});
      return constResult(conf->sizes.alignof_(x->typ));

    case BuiltinId::Offsetof: {
      syntax::Expr* arg0 = call->argList[0];
      auto* selx = dyn_cast<syntax::SelectorExpr>(syntax::unparen(arg0));
      if (selx == nullptr) {
        errorf(arg0, Code::BadOffsetofSyntax, "invalid argument: %s is not a selector expression", arg0);
        use(arg0);
        return false;
      }
      expr(nullptr, x, selx->x);
      if (x->mode == OperandMode::Invalid) return false;
      Type* base = derefStructPtr(x->typ);
      std::string_view sel = selx->sel->value;
      std::vector<int> index;
      bool indirect = false;
      Object* obj = lookupFieldOrMethod(base, false, pkg, sel, &index, &indirect);
      if (obj == nullptr) {
        errorf(x, Code::MissingFieldOrMethod, "invalid argument: %s has no single field %s", base, sel);
        return false;
      }
      if (isa<Func>(obj)) {
        errorf(arg0, Code::InvalidOffsetof, "invalid argument: %s is a method value", arg0);
        return false;
      }
      if (indirect) {
        errorf(x, Code::InvalidOffsetof, "invalid argument: field %s is embedded via a pointer in %s", sel,
               base);
        return false;
      }
      recordSelection(selx, SelectionKind::FieldVal, base, obj, index, false);
      Operand field;
      field.mode = x->mode == OperandMode::Variable ? OperandMode::Variable : OperandMode::Value;
      field.expr = selx;
      field.typ = obj->typ_;
      record(&field);

      // Variable even if only what stands behind the field is.
      if (hasVarSize(base)) return valueResult(uintptrT, {obj->typ_});
      int64_t offs = offsetOf(conf, base, index);
      if (offs < 0) {
        errorf(x, Code::TypeTooLarge, "%s is too large", x);
        return false;
      }
      return constResult(offs);
    }
    case BuiltinId::Sizeof: {
      assignment(x, nullptr, "argument to unsafe.Sizeof");
      if (x->mode == OperandMode::Invalid) return false;
      if (hasVarSize(x->typ)) return valueResult(uintptrT, {x->typ});
      int64_t size = conf->sizes.sizeof_(x->typ);
      if (size < 0) {
        errorf(x, Code::TypeTooLarge, "%s is too large", x);
        return false;
      }
      return constResult(size);
    }
    case BuiltinId::Slice: {
      verifyVersionf(call->fun, goVersion1(17), "unsafe.Slice");
      const TypeError* err;
      auto* ptr = as<Pointer>(commonUnder(x->typ, {}, &err));
      if (ptr == nullptr) {
        errorf(x, Code::InvalidUnsafeSlice, "invalid argument: %s is not a pointer", x);
        return false;
      }
      if (!isValidIndex(args[1], Code::InvalidUnsafeSlice, "length", false)) return false;
      return valueResult(new Slice(ptr->base_), {ptr, args[1]->typ});
    }
    case BuiltinId::SliceData: {
      verifyVersionf(call->fun, goVersion1(20), "unsafe.SliceData");
      const TypeError* err;
      auto* slice = as<Slice>(commonUnder(x->typ, {}, &err));
      if (slice == nullptr) {
        errorf(x, Code::InvalidUnsafeSliceData, "invalid argument: %s is not a slice", x);
        return false;
      }
      return valueResult(new Pointer(slice->elem_), {slice});
    }
    case BuiltinId::String: {
      verifyVersionf(call->fun, goVersion1(20), "unsafe.String");
      Type* bytePtr = new Pointer(universe().byteType);
      assignment(x, bytePtr, "argument to unsafe.String");
      if (x->mode == OperandMode::Invalid) return false;
      if (!isValidIndex(args[1], Code::InvalidUnsafeString, "length", false)) return false;
      return valueResult(basicType(BasicKind::String), {bytePtr, args[1]->typ});
    }
    default: {  // StringData
      verifyVersionf(call->fun, goVersion1(20), "unsafe.StringData");
      assignment(x, basicType(BasicKind::String), "argument to unsafe.StringData");
      if (x->mode == OperandMode::Invalid) return false;
      return valueResult(new Pointer(universe().byteType), {basicType(BasicKind::String)});
    }
  }
}

}  // namespace golem::types
