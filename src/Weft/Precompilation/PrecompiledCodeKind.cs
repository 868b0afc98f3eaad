// What the code in a precompiled module is.
namespace Weft;

/// <summary>The kind of code in a precompiled module.</summary>
public enum PrecompiledCodeKind
{
    /// <summary>CIL, which is compiled function by function where it runs.</summary>
    Portable = 1,

    /// <summary>Machine code of one operating system and processor, with the CIL beside it.</summary>
    ReadyToRun = 2,

    /// <summary>
    /// An executable of one system, with the machine code of the module in it: a program of its own, which starts at once and compiles nothing.
    /// A process runs it by becoming it; see <see cref="PrecompiledProgram"/>.
    /// </summary>
    Native = 3,
}
