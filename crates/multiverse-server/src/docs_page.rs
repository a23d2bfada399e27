//! The human page of the OpenAPI document.
