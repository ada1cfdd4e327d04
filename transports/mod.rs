//! Ways of moving bytes, each behind a feature of its own.
