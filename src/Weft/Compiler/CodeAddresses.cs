// Where the machine code of a module's functions is: for whoever enters them, and for calls of functions that are compiled later than their
// callers, which read it from memory.
// SAFETY: code holds addresses of the array, which is pinned; whoever runs the code keeps the module, which keeps this.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Compiler;

/// <summary>Addresses of functions, by their index among those that the module defines. Any thread may read.</summary>
/// <param name="count">How many functions there are.</param>
internal sealed unsafe class CodeAddresses(int count)
{
    private readonly nint[] _targets = GC.AllocateArray<nint>(count, pinned: true);
    private readonly nint[] _entries = new nint[count];

    /// <summary>The address that is published; 0 when there is none.</summary>
    public nint this[int index] => Volatile.Read(ref _entries[index]);

    /// <summary>Whether it is known where the code is, be it published or not.</summary>
    public bool IsSet(int index) => _targets[index] != 0;

    /// <summary>Lets calls from code find a function.</summary>
    public void Set(int index, nint address) => _targets[index] = address;

    /// <summary>Lets everybody enter a function. Those that it calls by way of their cells must have been set.</summary>
    public void Publish(int index) => Volatile.Write(ref _entries[index], _targets[index]);

    /// <summary>The place of the address of a function.</summary>
    public nint CellOf(int index) => (nint)Unsafe.AsPointer(ref _targets[index]);

    /// <summary>Whether a number is the place of an address.</summary>
    public bool HasCell(nint address) =>
        (nuint)(address - (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_targets))) < (nuint)_targets.Length * (nuint)sizeof(nint);
}
