// An assembly of compiled functions that was loaded, and what was found in it so far.
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Weft.Compiler;

/// <summary>Loaded code. What is machine code is shared by all modules that are equal.</summary>
/// <param name="assembly">The assembly.</param>
/// <param name="tokens">The method of each defined function, 0 for none.</param>
/// <param name="signatures">The methods of the function types; see <see cref="StoredSignature"/>.</param>
/// <param name="part">Which of the modules in the assembly it is of.</param>
internal sealed class LoadedCode(Assembly assembly, ImmutableArray<int> tokens, ImmutableArray<int> signatures, int part)
{
    private readonly ModuleHandle _module = assembly.ManifestModule.ModuleHandle;

    /// <summary>Which of the modules in the assembly it is of.</summary>
    public int Part { get; } = part;

    /// <summary>The assembly.</summary>
    public Assembly Assembly { get; } = assembly;

    /// <summary>The method of each defined function, 0 for none.</summary>
    public ImmutableArray<int> Tokens { get; } = tokens;

    /// <summary>The methods of the function types, in their order, <see cref="StoredSignature.Methods"/> a type; 0 for none.</summary>
    public ImmutableArray<int> Signatures { get; } = signatures;

    /// <summary>Where the code of each begins; 0 when nobody has asked yet. The code of a method stays where it is.</summary>
    public nint[] Entries { get; } = new nint[tokens.Length];

    /// <summary>Where the code of a method begins.</summary>
    /// <param name="token">The method.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Emitted code is never trimmed.")]
    public nint Find(int token) => CodeAssembly.Prepare(_module.ResolveMethodHandle(token));
}
