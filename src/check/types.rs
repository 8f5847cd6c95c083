//! Types as they are written: simple ones, money, ranges, enums and records in sight.

use std::sync::Arc;

use super::checker::Checker;
use super::mistakes;
use super::scope::{FieldType, Scope, TypeSymbol};
use crate::source::Span;
use crate::syntax::{BaseType, Name, TypeRef};
use crate::values::{Currency, Interval, Number, RecordField, RecordShape, Type};

impl Checker<'_> {
    pub fn field_type(&mut self, module: usize, written: &TypeRef) -> FieldType {
        let (plain, range) = match &written.base {
            BaseType::Money(code) => match Currency::from_code(&code.node) {
                Some(currency) => (Type::Money(currency), None),
                None => {
                    self.report(mistakes::unknown_currency(code.span, &code.node));
                    (Type::Broken, None)
                }
            },
            BaseType::List(of) => {
                let inner = TypeRef { optional: false, base: of.as_ref().clone(), span: written.span };
                let of = match self.field_type(module, &inner) {
                    FieldType::Plain(ty, None) => ty,
                    FieldType::Plain(ty, Some(_)) => {
                        self.report(mistakes::out_of_range(
                            written.span,
                            "the elements of a list have no range",
                            "write the type alone, or make a record with a field that has the range",
                        ));
                        ty
                    }
                    FieldType::Record { shape, .. } => Type::Record(self.shape_of(&shape)),
                };
                (Type::List(Box::new(of)), None)
            }
            BaseType::Ranged { integer, low, high } => {
                if low.node > high.node {
                    self.report(mistakes::out_of_range(
                        low.span.to(high.span),
                        format!("the range from {} to {} is empty", low.node, high.node),
                        "write the lower end first",
                    ));
                }
                if *integer && !(low.node.is_integer() && high.node.is_integer()) {
                    self.report(mistakes::out_of_range(
                        low.span.to(high.span),
                        "the range of an integer has whole ends",
                        "write whole numbers, or make the fact a `decimal`",
                    ));
                }
                let ty = if *integer { Type::Integer } else { Type::Decimal };
                (ty, Some(Interval::<Number>::new(low.node, high.node)))
            }
            BaseType::Named(name) => match name.node.as_str() {
                "boolean" => (Type::Boolean, None),
                "integer" => (Type::Integer, None),
                "decimal" => (Type::Decimal, None),
                "date" => (Type::Date, None),
                "instant" => (Type::Instant, None),
                "text" => (Type::Text, None),
                "country" => (Type::Country, None),
                _ => match self.named_type(module, name) {
                    Some(TypeSymbol::Enum(shape)) => (Type::Enum(shape), None),
                    Some(TypeSymbol::Record(shape)) => {
                        return FieldType::Record { shape, optional: written.optional };
                    }
                    Some(TypeSymbol::Broken) | None => (Type::Broken, None),
                },
            },
        };
        FieldType::Plain(if written.optional { plain.optional() } else { plain }, range)
    }

    /// A record as the elements of a list are.
    fn shape_of(&self, shape: &super::scope::RecordShape) -> Arc<RecordShape> {
        let fields = shape.fields.iter().map(|field| {
            let (ty, range) = match &field.ty {
                FieldType::Plain(ty, range) => (ty.clone(), *range),
                FieldType::Record { shape, optional } => {
                    let inner = Type::Record(self.shape_of(shape));
                    (if *optional { inner.optional() } else { inner }, None)
                }
            };
            let label = field.label.clone().unwrap_or_else(|| field.name.replace('_', " "));
            RecordField { name: field.name.clone(), label, ty, range, is_finding: field.is_finding }
        });
        Arc::new(RecordShape { name: shape.name.clone(), shown: shape.shown.clone(), fields: fields.collect() })
    }

    /// The type of an input: that of a value, or of an element of a list.
    pub fn input_type(&mut self, module: usize, written: &TypeRef) -> Type {
        let found = self.field_type(module, written);
        let FieldType::Record { shape, optional } = found else { return self.without_range(found, written.span) };
        if optional {
            let help = "declare it without `optional`, and test for none where it is called";
            self.report(mistakes::out_of_range(written.span, "an input cannot be an optional record", help));
        }
        Type::Record(self.shape_of(&shape))
    }

    /// A type that a table may take or give: no record, and no range, which only facts have.
    pub fn value_type(&mut self, module: usize, written: &TypeRef) -> Type {
        let found = self.field_type(module, written);
        self.without_range(found, written.span)
    }

    fn without_range(&mut self, found: FieldType, span: Span) -> Type {
        match found {
            FieldType::Plain(ty, None) => ty,
            FieldType::Plain(ty, Some(_)) => {
                self.report(mistakes::out_of_range(
                    span,
                    "only a fact's type has a range",
                    "write the type alone; the rows say which values they cover",
                ));
                ty
            }
            FieldType::Record { shape, .. } => {
                self.report(mistakes::out_of_range(
                    span,
                    format!("`{}` is a record", shape.name),
                    "take one of its fields",
                ));
                Type::Broken
            }
        }
    }

    fn named_type(&mut self, module: usize, name: &Name) -> Option<TypeSymbol> {
        if let Some((file, last)) = name.node.rsplit_once('.')
            && let Some(at) = self.in_sight(module).into_iter().find(|at| self.module_name(*at) == file)
        {
            let found = self.scopes.get(at).and_then(|scope| scope.types.get(last)).map(|(ty, _)| ty.clone());
            if found.is_some() {
                return found;
            }
        }
        let holders = |checker: &Self, among: &[usize]| -> Vec<usize> {
            let holds = |at: &usize| checker.scopes.get(*at).is_some_and(|scope| scope.types.contains_key(&name.node));
            among.iter().copied().filter(holds).collect()
        };
        let in_sight = self.in_sight(module);
        let mut found = holders(self, &[module]);
        if found.is_empty() {
            found = holders(self, &in_sight);
        }
        match found.as_slice() {
            [only] => self.scopes.get(*only).and_then(|scope| scope.types.get(&name.node)).map(|(ty, _)| ty.clone()),
            [] => {
                let scopes: Vec<&Scope> = in_sight.iter().filter_map(|at| self.scopes.get(*at)).collect();
                if self.may_be_elsewhere(module) || scopes.iter().any(|scope| scope.broken.contains(&name.node)) {
                    return Some(TypeSymbol::Broken);
                }
                let known: Vec<String> = scopes.iter().flat_map(|scope| scope.types.keys().cloned()).collect();
                self.report(mistakes::unknown_type(name.span, &name.node, known.iter().map(String::as_str)));
                None
            }
            several => {
                let spellings: Vec<String> =
                    several.iter().map(|at| format!("{}.{}", self.module_name(*at), name.node)).collect();
                self.report(mistakes::ambiguous(name.span, &name.node, &spellings));
                Some(TypeSymbol::Broken)
            }
        }
    }
}
