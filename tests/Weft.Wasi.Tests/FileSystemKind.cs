// The file systems that one set of tests is run on.

namespace Weft.Wasi.Tests;

/// <summary>What backs the directory of a test's guest.</summary>
public enum FileSystemKind
{
    /// <summary>A directory of the host, resolved by the kernel.</summary>
    Linux,

    /// <summary>A directory of the host, resolved component by component.</summary>
    LinuxWalk,

    /// <summary>A file system in memory.</summary>
    InMemory,

    /// <summary>A directory of the host through .NET's file API.</summary>
    Portable,
}
