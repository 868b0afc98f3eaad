// Where emitted code is to run: what it may contain depends on that.
namespace Weft.Compiler;

/// <summary>What emitted code is made for.</summary>
internal enum CodeForm
{
    /// <summary>This process, at once: addresses, types and numbers of the process may be in it.</summary>
    Memory,

    /// <summary>Any process with this engine, as CIL that RyuJIT compiles there.</summary>
    Portable,

    /// <summary>The same, compiled to machine code ahead of time.</summary>
    ReadyToRun,

    /// <summary>
    /// A program that is built with the code as one of its assemblies, which NativeAOT may compile and a trimmer rewrite: nothing is found by
    /// token or by name, and objects of the guest may be of any representation.
    /// </summary>
    Linked,
}
