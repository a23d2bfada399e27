//! Content encodings of requests and answers.
