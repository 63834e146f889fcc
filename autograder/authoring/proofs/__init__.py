"""One module a proof. Each takes a lesson and says what is wrong with it; none of them shows anything."""

from autograder.authoring.proofs._ground import Fault, Ground, Proof

__all__ = ["Fault", "Ground", "Proof"]
