// What a precompiled file says about one module in it.
using System.Collections.Immutable;

namespace Weft.Precompilation;

/// <summary>A module among those that a file has code for: the only one, or one inside a component.</summary>
/// <param name="Offset">Where its bytes begin in the original binary.</param>
/// <param name="Length">How many there are.</param>
/// <param name="Hash">Their SHA-256.</param>
/// <param name="HandlesExceptions">What validation found out from bodies, which are not validated again.</param>
/// <param name="HasTailCalls">The same.</param>
/// <param name="Tokens">The method of each defined function, 0 for functions that are not compiled.</param>
/// <param name="Signatures">The methods of each function type, <see cref="Compiler.StoredSignature.Methods"/> a type; empty where there are none.</param>
/// <param name="Images">Where what its memories begin with is, see <see cref="StoredImages"/>.</param>
internal sealed record PrecompiledPart(
    int Offset, int Length, ImmutableArray<byte> Hash, bool HandlesExceptions, bool HasTailCalls, ImmutableArray<int> Tokens, ImmutableArray<int> Signatures, ImmutableArray<int> Images);
