"""
Laws of the audit log's tree and proofs.
"""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.audit import (
    BrokenProofError,
    Frontier,
    append,
    frontier_root,
    prove_consistency,
    prove_inclusion,
    root,
    tree_of,
    verify_consistency,
    verify_inclusion,
)
from dastern_core.audit.tree import EMPTY_ROOT, hash_leaf, hash_node, split_point

SIZES = st.integers(0, 200)
LEAVES = [number.to_bytes(2) for number in range(200)]
TREE = tree_of(LEAVES)


def definition(leaves: list[bytes]) -> bytes:
    """
    Compute the root as RFC 9162, section 2.1.1, defines it.
    """
    if len(leaves) < 2:
        return hash_leaf(leaves[0]) if leaves else EMPTY_ROOT
    middle = split_point(len(leaves))
    return hash_node(definition(leaves[:middle]), definition(leaves[middle:]))


@given(leaves=st.lists(st.binary(max_size=4), max_size=70))
def test_appending_building_and_the_definition_agree(leaves: list[bytes]) -> None:
    """
    However a tree comes to be, at every size its root is the one of the definition.
    """
    tree = tree_of(leaves)
    frontiers = accumulate(leaves, append, initial=Frontier())

    found = [frontier_root(frontier) for frontier in frontiers]

    assert [definition(leaves[:size]) for size in range(len(leaves) + 1)] == found
    assert found == [root(tree, size=size) for size in range(len(leaves) + 1)]


@given(size=SIZES.filter(bool), data=st.data())
def test_a_proof_holds_for_its_leaf_alone(size: int, data: st.DataObject) -> None:
    """
    Every leaf is provable at every size, and its proof proves no other leaf.
    """
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.sampled_from(LEAVES))
    proof = prove_inclusion(TREE, index=index, size=size)

    verify_inclusion(proof, data=LEAVES[index], root_hash=root(TREE, size=size))

    if other != LEAVES[index]:
        with pytest.raises(BrokenProofError):
            verify_inclusion(proof, data=other, root_hash=root(TREE, size=size))


@given(first=SIZES, growth=SIZES)
def test_growth_is_provable_between_all_sizes(first: int, growth: int) -> None:
    """
    From every size to every later one there is a proof, and it is accepted.
    """
    second = min(first + growth, TREE.size)
    proof = prove_consistency(TREE, first_size=first, second_size=second)

    verify_consistency(
        proof, first_root=root(TREE, size=first), second_root=root(TREE, size=second)
    )


@given(first=SIZES.filter(bool), growth=SIZES, data=st.data())
def test_a_rewritten_past_has_no_proof(first: int, growth: int, data: st.DataObject) -> None:
    """
    If one early leaf is another one, the honest proof between the two roots is refused.
    """
    second = min(first + growth, TREE.size)
    changed = data.draw(st.integers(0, first - 1))
    forged = tree_of([b"forged" if n == changed else leaf for n, leaf in enumerate(LEAVES)])

    for tree in (TREE, forged):
        proof = prove_consistency(tree, first_size=first, second_size=second)
        with pytest.raises(BrokenProofError):
            verify_consistency(
                proof, first_root=root(TREE, size=first), second_root=root(forged, size=second)
            )
