//! The types that a setting can have: how each is read and shown.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use multiverse_server::CorsOrigin;

use super::values::{AuthMode, ChainDepth};
use super::{duration, size};
use crate::logging::{LogFilter, LogFormat};

/// What the values of a setting look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One value; the word stands for it in the help.
    One(&'static str),
    /// Any number of values.
    Many(&'static str),
    /// True or false; a flag without a value is true.
    Switch,
}

/// A value as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Unset,
    Text(String),
    Number(u64),
    /// A number of bytes.
    Size(u64),
    Switch(bool),
    List(Vec<String>),
}

impl Shown {
    /// Returns what reads as the same value again, or nothing if it is not set.
    pub(super) fn texts(&self) -> Option<Vec<String>> {
        Some(match self {
            Self::Unset => return None,
            Self::Text(text) => vec![text.clone()],
            Self::Number(number) => vec![number.to_string()],
            Self::Size(bytes) => vec![size::show(*bytes)],
            Self::Switch(on) => vec![on.to_string()],
            Self::List(texts) => texts.clone(),
        })
    }
}

/// Something that a setting can be kept in.
pub(super) trait Field {
    fn form(&self) -> Form;
    /// Reads `texts`; an error says what the value must be, to follow "must be".
    fn read(&mut self, texts: &[String]) -> Result<(), String>;
    fn shown(&self) -> Shown;
}

/// One value, read from one text. Sets of one and lists of it are fields too.
trait Single: Sized {
    const WORD: &'static str;
    fn parse(text: &str) -> Result<Self, String>;
    fn show(&self) -> String;
}

/// Returns the only text there is.
pub(super) fn one(texts: &[String]) -> Result<&str, String> {
    match texts {
        [text] => Ok(text),
        _ => Err("one value".to_owned()),
    }
}

/// Makes fields of types that stand for one value, whether or not they may be unset.
macro_rules! single {
    ($($type:ty),+) => {$(
        impl Field for $type {
            fn form(&self) -> Form {
                Form::One(<$type>::WORD)
            }

            fn read(&mut self, texts: &[String]) -> Result<(), String> {
                *self = Single::parse(one(texts)?)?;
                Ok(())
            }

            fn shown(&self) -> Shown {
                Shown::Text(self.show())
            }
        }
    )+};
}

single!(SocketAddr, PathBuf, Duration, String, AuthMode, LogFilter, LogFormat);

impl<T: Single> Field for Option<T> {
    fn form(&self) -> Form {
        Form::One(T::WORD)
    }

    fn read(&mut self, texts: &[String]) -> Result<(), String> {
        *self = Some(T::parse(one(texts)?)?);
        Ok(())
    }

    fn shown(&self) -> Shown {
        self.as_ref().map_or(Shown::Unset, |value| Shown::Text(value.show()))
    }
}

impl<T: Single> Field for Vec<T> {
    fn form(&self) -> Form {
        Form::Many(T::WORD)
    }

    fn read(&mut self, texts: &[String]) -> Result<(), String> {
        *self = texts.iter().map(|text| T::parse(text)).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn shown(&self) -> Shown {
        Shown::List(self.iter().map(Single::show).collect())
    }
}

impl Field for bool {
    fn form(&self) -> Form {
        Form::Switch
    }

    fn read(&mut self, texts: &[String]) -> Result<(), String> {
        *self = one(texts)?.parse().map_err(|_| "true or false".to_owned())?;
        Ok(())
    }

    fn shown(&self) -> Shown {
        Shown::Switch(*self)
    }
}

impl Field for ChainDepth {
    fn form(&self) -> Form {
        Form::One("LINKS")
    }

    fn read(&mut self, texts: &[String]) -> Result<(), String> {
        let number = one(texts)?.parse().ok().filter(|number| *number <= Self::MOST);
        self.0 = number.ok_or_else(|| format!("a number from 0 to {}", Self::MOST))?;
        Ok(())
    }

    fn shown(&self) -> Shown {
        Shown::Number(self.0)
    }
}

impl Single for SocketAddr {
    const WORD: &'static str = "ADDRESS";

    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "an IP address and a port, such as 127.0.0.1:3001".to_owned())
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Single for PathBuf {
    const WORD: &'static str = "PATH";

    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("a path".to_owned()) } else { Ok(text.into()) }
    }

    fn show(&self) -> String {
        self.display().to_string()
    }
}

impl Single for Duration {
    const WORD: &'static str = "DURATION";

    fn parse(text: &str) -> Result<Self, String> {
        duration::parse(text)
    }

    fn show(&self) -> String {
        duration::show(*self)
    }
}

impl Single for String {
    const WORD: &'static str = "TEXT";

    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("some text".to_owned()) } else { Ok(text.to_owned()) }
    }

    fn show(&self) -> String {
        self.clone()
    }
}

impl Single for CorsOrigin {
    const WORD: &'static str = "ORIGIN";

    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "an origin without a path, such as https://game.example, or *".to_owned())
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Single for LogFilter {
    const WORD: &'static str = "FILTER";

    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "a log filter, such as info or multiverse_server=debug,info".to_owned())
    }

    fn show(&self) -> String {
        self.as_str().to_owned()
    }
}

/// Types that are one of a few words.
macro_rules! words {
    ($type:ident, $placeholder:literal, $expected:literal: $($word:literal = $variant:ident),+) => {
        impl Single for $type {
            const WORD: &'static str = $placeholder;

            fn parse(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($expected.to_owned()),
                }
            }

            fn show(&self) -> String {
                match self { $(Self::$variant => $word.to_owned(),)+ }
            }
        }
    };
}

words!(AuthMode, "token|open|jwt", "token, open or jwt": "token" = Token, "open" = Open, "jwt" = Jwt);
words!(LogFormat, "text|json", "text or json": "text" = Text, "json" = Json);
