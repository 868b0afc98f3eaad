// An assembly of compiled functions that was loaded, and what was found in it so far.
using System.Reflection;

namespace Weft.Compiler;

/// <summary>Loaded code. What is machine code is shared by all modules that are equal.</summary>
/// <param name="assembly">The assembly.</param>
/// <param name="tokens">The method of each defined function, 0 for none.</param>
/// <param name="part">Which of the modules in the assembly it is of.</param>
internal sealed class LoadedCode(Assembly assembly, int[] tokens, int part)
{
    /// <summary>Which of the modules in the assembly it is of.</summary>
    public int Part { get; } = part;

    /// <summary>The assembly.</summary>
    public Assembly Assembly { get; } = assembly;

    /// <summary>The method of each defined function, 0 for none.</summary>
    public int[] Tokens { get; } = tokens;

    /// <summary>Where the code of each begins; 0 when nobody has asked yet. The code of a method stays where it is.</summary>
    public nint[] Entries { get; } = new nint[tokens.Length];
}
