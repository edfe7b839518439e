//! Ids and words of the rules as text columns, so that the rules need not know the database.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Nullable, SingleValue, Text};

use super::protocols::VersionState;
use crate::access::Role;
use crate::care::course::{AffectedSide, FlagState, Precision};
use crate::care::episode::{EventKind, Outcome, VisitState};
use crate::care::ids::{
    CautionKey, DiaryId, EpisodeId, FlagKey, MeasureKey, PatientId, PhaseChangeId, ProgrammeId,
    SessionId, StaffId, TargetKey, TeamId, TreatmentKey, VersionId,
};
use crate::care::measure::Side;
use crate::care::patient::{FactKind, Hand, Paper, PrintSize, Sex};
use crate::care::programme::ProgrammeState;
use crate::care::protocol::{ActionLevel, Gate};
use crate::care::session::{Mistake, Severity, TreatedSide};
use crate::care::standing::Status;

/// Makes types with `as_str` and `FromStr` usable as text columns on every backend.
macro_rules! text_column {
    ($($type:ty),+ $(,)?) => {$(
        impl AsExpression<Text> for $type {
            type Expression = Bound<Text, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'a> AsExpression<Text> for &'a $type {
            type Expression = Bound<Text, &'a $type>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl AsExpression<Nullable<Text>> for $type {
            type Expression = Bound<Nullable<Text>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'a> AsExpression<Nullable<Text>> for &'a $type {
            type Expression = Bound<Nullable<Text>, &'a $type>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<DB: Backend> ToSql<Text, DB> for $type where str: ToSql<Text, DB> {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                <str as ToSql<Text, DB>>::to_sql(self.as_str(), out)
            }
        }
        impl<DB: Backend> ToSql<Nullable<Text>, DB> for $type where str: ToSql<Text, DB> {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                <str as ToSql<Text, DB>>::to_sql(self.as_str(), out)
            }
        }
        impl<DB: Backend> FromSql<Text, DB> for $type where String: FromSql<Text, DB> {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let text = <String as FromSql<Text, DB>>::from_sql(bytes)?;
                text.parse().map_err(|_| {
                    format!("a column of {} holds \"{text}\"", stringify!($type)).into()
                })
            }
        }
        impl<DB: Backend, ST: SingleValue> Queryable<ST, DB> for $type where Self: FromSql<ST, DB> {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> { Ok(row) }
        }
    )+};
}

text_column!(
    ActionLevel,
    AffectedSide,
    CautionKey,
    DiaryId,
    EpisodeId,
    EventKind,
    FactKind,
    FlagKey,
    FlagState,
    Gate,
    Hand,
    MeasureKey,
    Mistake,
    Outcome,
    Paper,
    PatientId,
    PhaseChangeId,
    Precision,
    PrintSize,
    ProgrammeId,
    ProgrammeState,
    Role,
    SessionId,
    Severity,
    Sex,
    Side,
    StaffId,
    Status,
    TargetKey,
    TeamId,
    TreatedSide,
    TreatmentKey,
    VersionId,
    VersionState,
    VisitState,
);
