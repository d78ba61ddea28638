"""
Signed service calls for dastern-core: HTTP message signatures (RFC 9421), both ways.
"""

from dastern_signatures.calls import (
    CALL_TOLERANCE,
    NONCE_BYTES,
    Answer,
    Call,
    CallError,
    ServiceKey,
    SignedCall,
    sign_answer,
    sign_call,
    verify_answer,
    verify_call,
)

__all__ = [
    "CALL_TOLERANCE",
    "NONCE_BYTES",
    "Answer",
    "Call",
    "CallError",
    "ServiceKey",
    "SignedCall",
    "sign_answer",
    "sign_call",
    "verify_answer",
    "verify_call",
]
