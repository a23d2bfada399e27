//! How well two universes go together.

use serde::{Deserialize, Serialize};

use super::laws::{Level, UniverseLaws};

/// The score from which a passage is recommended.
pub const RECOMMENDED_FROM: f64 = 0.5;

/// What is left of a factor where the two cannot be compared, or nothing is known of one.
const UNKNOWN: f64 = 0.5;

/// How well two universes go together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Compatibility {
    /// 0–1, the weighted mean of the factors.
    pub score: f64,
    /// What it is made of; the weights add up to 1.
    pub factors: Vec<CompatibilityFactor>,
    /// What a traveller should know.
    pub warnings: Vec<String>,
    /// Whether a passage is a good idea: the score is at least 0.5.
    pub recommended: bool,
}

/// One part of a compatibility score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompatibilityFactor {
    /// What was compared: `magicLevel`, `techLevel`, `timeScale` or `itemTags`.
    pub name: String,
    /// How much it counts.
    pub weight: f64,
    /// 0–1, how well it fits.
    pub value: f64,
}

/// Compares the laws of two universes, for who travels from `source` to `target`.
///
/// `score = Σ weight · value`, of four factors:
///
/// | factor | weight | value |
/// |---|---|---|
/// | `magicLevel`, `techLevel` | 0.3 each | of two known words, `1 − distance / (words − 1)` on their scale; of two numbers, the smaller over the larger; of two other words, 1 if they are the same; else 0.5 |
/// | `timeScale` | 0.2 | `1 − \|log10(target / source)\| / 3`, at least 0: ten times as fast costs a third |
/// | `itemTags` | 0.2 | the share of the tags that the source allows which may enter the target; if the source names none, 1 where the target restricts nothing, and else 0.5 |
///
/// What one of the two does not state fits: the value is 1. A score forbids nothing; only items can be refused, see
/// [`check_items`](super::check_items).
#[must_use]
pub fn compatibility(source: &UniverseLaws, target: &UniverseLaws) -> Compatibility {
    let factors: Vec<CompatibilityFactor> = [
        ("magicLevel", 0.3, levels(source.magic.as_ref(), target.magic.as_ref())),
        ("techLevel", 0.3, levels(source.tech.as_ref(), target.tech.as_ref())),
        ("timeScale", 0.2, time_scales(source.time_scale, target.time_scale)),
        ("itemTags", 0.2, item_tags(source, target)),
    ]
    .into_iter()
    .map(|(name, weight, value)| CompatibilityFactor { name: name.to_owned(), weight, value })
    .collect();
    let score: f64 = factors.iter().map(|factor| factor.weight * factor.value).sum();
    let score = score.clamp(0.0, 1.0);
    Compatibility {
        score,
        recommended: score >= RECOMMENDED_FROM,
        warnings: warnings(source, target),
        factors,
    }
}

fn levels(source: Option<&Level>, target: Option<&Level>) -> f64 {
    let (Some(source), Some(target)) = (source, target) else { return 1.0 };
    match (source, target) {
        (Level::Known { place: a, of }, Level::Known { place: b, .. }) => {
            #[expect(clippy::cast_precision_loss, reason = "of a handful of words")]
            let distance = a.abs_diff(*b) as f64 / (of - 1) as f64;
            1.0 - distance
        }
        (Level::Number(a), Level::Number(b)) if a.max(*b) > 0.0 => a.min(*b) / a.max(*b),
        (a, b) if a == b => 1.0,
        _ => UNKNOWN,
    }
}

fn time_scales(source: Option<f64>, target: Option<f64>) -> f64 {
    let (Some(source), Some(target)) = (source, target) else { return 1.0 };
    // Of logarithms, since a quotient of numbers near the ends of what a float holds is none.
    (1.0 - (target.log10() - source.log10()).abs() / 3.0).max(0.0)
}

fn item_tags(source: &UniverseLaws, target: &UniverseLaws) -> f64 {
    let (sent, received) = (&source.items, &target.items);
    if sent.allowed.is_empty() {
        return if received.restrict() { UNKNOWN } else { 1.0 };
    }
    let entering = sent.allowed.iter().filter(|tag| received.bars(std::slice::from_ref(*tag)).is_none());
    #[expect(clippy::cast_precision_loss, reason = "a config holds some thousand tags")]
    let share = entering.count() as f64 / sent.allowed.len() as f64;
    share
}

fn warnings(source: &UniverseLaws, target: &UniverseLaws) -> Vec<String> {
    let mut warnings = Vec::new();
    if let (Some(here), Some(there)) = (source.time_scale, target.time_scale)
        && (here - there).abs() > f64::EPSILON * here
    {
        warnings.push(format!("Time runs at {there} in the target, and at {here} in the source."));
    }
    for (what, here, there) in
        [("magic", &source.magic, &target.magic), ("technology", &source.tech, &target.tech)]
    {
        if let (Some(here), Some(there)) = (here, there)
            && here != there
        {
            warnings.push(format!("The level of {what} is another in the target."));
        }
    }
    let items = &target.items;
    if items.has_no_magic {
        warnings.push("The target has no magic: items tagged magical cannot cross.".to_owned());
    }
    if items.is_primitive {
        warnings.push("The target is primitive: items tagged electronic cannot cross.".to_owned());
    }
    if !items.banned.is_empty() {
        warnings.push(format!("The target bans items with {} tags.", items.banned.len()));
    }
    if !items.allowed.is_empty() {
        warnings.push(format!("The target allows only items with one of {} tags.", items.allowed.len()));
    }
    warnings
}

#[cfg(test)]
mod tests;
