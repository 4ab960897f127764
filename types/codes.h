// Codes of type errors, by the names that gc's error explanations use.
#pragma once

#include <cstdint>
#include <string_view>

namespace golem::types {

#define GOLEM_TYPE_ERROR_CODES(X) \
  X(NoCode) X(InvalidSyntaxTree) X(TestCode) X(BlankPkgName) X(MismatchedPkgName) X(InvalidPkgUse) \
  X(BadImportPath) X(BrokenImport) X(ImportCRenamed) X(UnusedImport) X(InvalidInitCycle) \
  X(DuplicateDecl) X(InvalidDeclCycle) X(InvalidTypeCycle) X(InvalidConstInit) X(InvalidConstVal) \
  X(InvalidConstType) X(UntypedNilUse) X(WrongAssignCount) X(UnassignableOperand) X(NoNewVar) \
  X(MultiValAssignOp) X(InvalidIfaceAssign) X(InvalidChanAssign) X(IncompatibleAssign) \
  X(UnaddressableFieldAssign) X(NotAType) X(InvalidArrayLen) X(BlankIfaceMethod) X(IncomparableMapKey) \
  X(InvalidPtrEmbed) X(BadRecv) X(InvalidRecv) X(DuplicateFieldAndMethod) X(DuplicateMethod) \
  X(InvalidBlank) X(InvalidIota) X(MissingInitBody) X(InvalidInitSig) X(InvalidInitDecl) \
  X(InvalidMainDecl) X(TooManyValues) X(NotAnExpr) X(TruncatedFloat) X(NumericOverflow) X(UndefinedOp) \
  X(MismatchedTypes) X(DivByZero) X(NonNumericIncDec) X(UnaddressableOperand) X(InvalidIndirection) \
  X(NonIndexableOperand) X(InvalidIndex) X(SwappedSliceIndices) X(NonSliceableOperand) \
  X(InvalidSliceExpr) X(InvalidShiftCount) X(InvalidShiftOperand) X(InvalidReceive) X(InvalidSend) \
  X(DuplicateLitKey) X(MissingLitKey) X(InvalidLitIndex) X(OversizeArrayLit) X(MixedStructLit) \
  X(InvalidStructLit) X(MissingLitField) X(DuplicateLitField) X(UnexportedLitField) X(InvalidLitField) \
  X(UntypedLit) X(InvalidLit) X(AmbiguousSelector) X(UndeclaredImportedName) X(UnexportedName) \
  X(UndeclaredName) X(MissingFieldOrMethod) X(BadDotDotDotSyntax) X(NonVariadicDotDotDot) \
  X(InvalidDotDotDot) X(UncalledBuiltin) X(InvalidAppend) X(InvalidCap) X(InvalidClose) X(InvalidCopy) \
  X(InvalidComplex) X(InvalidDelete) X(InvalidImag) X(InvalidLen) X(SwappedMakeArgs) X(InvalidMake) \
  X(InvalidReal) X(InvalidAssert) X(ImpossibleAssert) X(InvalidConversion) X(InvalidUntypedConversion) \
  X(BadOffsetofSyntax) X(InvalidOffsetof) X(UnusedExpr) X(UnusedVar) X(MissingReturn) \
  X(WrongResultCount) X(OutOfScopeResult) X(InvalidCond) X(InvalidPostDecl) X(InvalidIterVar) \
  X(InvalidRangeExpr) X(MisplacedBreak) X(MisplacedContinue) X(MisplacedFallthrough) X(DuplicateCase) \
  X(DuplicateDefault) X(BadTypeKeyword) X(InvalidTypeSwitch) X(InvalidExprSwitch) X(InvalidSelectCase) \
  X(UndeclaredLabel) X(DuplicateLabel) X(MisplacedLabel) X(UnusedLabel) X(JumpOverDecl) \
  X(JumpIntoBlock) X(InvalidMethodExpr) X(WrongArgCount) X(InvalidCall) X(UnusedResults) \
  X(InvalidDefer) X(InvalidGo) X(BadDecl) X(RepeatedDecl) X(InvalidUnsafeAdd) X(InvalidUnsafeSlice) \
  X(UnsupportedFeature) X(NotAGenericType) X(WrongTypeArgCount) X(CannotInferTypeArgs) \
  X(InvalidTypeArg) X(InvalidInstanceCycle) X(InvalidUnion) X(MisplacedConstraintIface) \
  X(InvalidMethodTypeParams) X(MisplacedTypeParam) X(InvalidUnsafeSliceData) X(InvalidUnsafeString) \
  X(InvalidClear) X(TypeTooLarge) X(InvalidMinMaxOperand) X(TooNew)

enum class Code : uint16_t {
#define X(name) name,
  GOLEM_TYPE_ERROR_CODES(X)
#undef X
};

inline std::string_view codeName(Code c) {
  switch (c) {
#define X(name) case Code::name: return #name;
    GOLEM_TYPE_ERROR_CODES(X)
#undef X
  }
  return "";
}

}  // namespace golem::types
