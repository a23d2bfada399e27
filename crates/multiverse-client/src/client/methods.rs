//! Declaring the client's methods once for both of its forms.

/// Makes methods of [`MultiverseClient`](crate::MultiverseClient), and with the feature `blocking` the same of
/// `blocking::MultiverseClient`, so that the two cannot drift apart.
///
/// An `async fn` becomes a method that blocks; one that answers [`Items`](crate::Items) becomes one that answers an
/// iterator.
macro_rules! client_methods {
    ($(
        $(#[$meta:meta])*
        pub async fn $name:ident(&$self:ident $(, $arg:ident: $type:ty)* $(,)?) -> Result<$answer:ty, ClientError> $body:block
    )+) => {
        impl crate::MultiverseClient {
            $(
                $(#[$meta])*
                pub async fn $name(&$self $(, $arg: $type)*) -> Result<$answer, ClientError> $body
            )+
        }

        #[cfg(feature = "blocking")]
        impl crate::blocking::MultiverseClient {
            $(
                $(#[$meta])*
                pub fn $name(&self $(, $arg: $type)*) -> Result<$answer, ClientError> {
                    self.wait(self.client().$name($($arg),*))
                }
            )+
        }
    };
}

/// The same for methods that answer the items of a list.
macro_rules! client_lists {
    ($(
        $(#[$meta:meta])*
        pub fn $name:ident(&$self:ident $(, $arg:ident: $type:ty)* $(,)?) -> Items<$item:ty> $body:block
    )+) => {
        impl crate::MultiverseClient {
            $(
                $(#[$meta])*
                pub fn $name(&$self $(, $arg: $type)*) -> Items<$item> $body
            )+
        }

        #[cfg(feature = "blocking")]
        impl crate::blocking::MultiverseClient {
            $(
                $(#[$meta])*
                pub fn $name(&self $(, $arg: $type)*) -> crate::blocking::Items<$item> {
                    self.items(self.client().$name($($arg),*))
                }
            )+
        }
    };
}

pub(crate) use {client_lists, client_methods};
