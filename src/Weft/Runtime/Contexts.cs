// What running code reads at every turn, in unmanaged memory at fixed places: one context a store and one an instance, and a cell
// for each thing that instances can share. The managed objects (Store, Instance, Memory, ...) own these and keep them current; cells
// and contexts live until their store is disposed, so that raw pointers between them never dangle while guest code runs.
#pragma warning disable CS0649 // Fields are assigned through pointers, by the parts of the engine that own the cells.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Runtime;

/// <summary>Bits of <see cref="StoreContext.Status"/>; zero means: go on.</summary>
[Flags]
internal enum RunStatus
{
    None = 0,
    /// <summary>Another thread asked the guest to stop.</summary>
    Interrupted = 1,
}

/// <summary>
/// Where an access hit a guard page: written by the signal handler of <see cref="GuardPages"/>, which knows the offsets of these fields.
/// </summary>
internal unsafe struct GuardFault
{
    /// <summary>The address that was accessed; 0 when nothing happened since somebody looked and cleared it.</summary>
    public ulong Address;

    /// <summary>The registers that carry the interpreter's state: its instruction, frame and instance.</summary>
    public ushort* Ip;
    public ulong* Fp;
    public InstanceContext* Instance;

    /// <summary>The machine instruction that made the access.</summary>
    public byte* Code;
}

/// <summary>The state of a store that running code reads.</summary>
internal unsafe struct StoreContext
{
    /// <summary>A <see cref="RunStatus"/>, written by any thread, polled at loop heads and function entries.</summary>
    public volatile int Status;

    /// <summary>The first slot of the value stack, and the slot that no frame may reach.</summary>
    public ulong* StackBase;
    public ulong* StackLimit;

    /// <summary>Fuel left, when the store meters it.</summary>
    public long Fuel;

    /// <summary>Where the innermost frame stands, saved before managed code is called that may trap or look at frames.</summary>
    public ushort* Ip;
    public ulong* Fp;
    public InstanceContext* Instance;

    /// <summary>The last access of this store's code to a guard page.</summary>
    public GuardFault Fault;

    /// <summary>Where compiled functions leave second and further results: behind the value stack.</summary>
    public ulong* Results;

    /// <summary>A weak handle of the managed store: whoever runs its code holds it alive.</summary>
    public nint Handle;

    /// <summary>Not 0 while an exception of the guest is on its way through compiled frames.</summary>
    public int Pending;

    /// <summary>Where that exception is: a slot of an array that the collector does not move; null until one is.</summary>
    public void* PendingException;

    /// <summary>Bytes that objects of the guest may still take before <see cref="HeapMeter"/> is told.</summary>
    public long HeapUntilSample;

    /// <summary>The instance that made the last call out of compiled code through a cell: the caller, when a host function is called.</summary>
    public InstanceContext* Caller;

    /// <summary>The cell that a tail call in compiled code is about to call, while the engine looks at it.</summary>
    public FunctionCell* Callee;
}

/// <summary>The state of an instance that running code reads: its index spaces as arrays of pointers, imports first.</summary>
internal unsafe struct InstanceContext
{
    public StoreContext* Store;
    public FunctionCell** Functions;
    public MemoryCell** Memories;
    public GlobalCell** Globals;
    public TableCell** Tables;

    /// <summary>The base of memory 0 (null without memories): a memory never moves.</summary>
    public byte* Memory0Base;

    /// <summary>The cell of memory 0 (an empty cell without memories), whose length grows.</summary>
    public MemoryCell* Memory0;

    /// <summary>The index of the managed instance in its store.</summary>
    public int Index;

    /// <summary>Not 0 when the guest is to stop at the next loop, or to say where it is (only sampled code may see that): a copy of the store's, so that compiled loops need one load.</summary>
    public volatile int Stop;

    /// <summary>The address below which compiled functions must not go on the stack of the running thread; the largest when the guest is to stop.</summary>
    public nuint StackLimit;

    /// <summary>Where compiled functions leave their second and further results, when they are numbers or vectors (two slots).</summary>
    public ulong* Results;

    /// <summary>A weak handle of the managed instance: whoever runs the instance's code holds it alive.</summary>
    public nint Handle;

    /// <summary>What <see cref="Instance.Objects"/> holds: the collector does not move it.</summary>
    public void* Objects;

    /// <summary>What code that was compiled elsewhere must be told about this process: see CodeBindings. Null for modules without such code.</summary>
    public nint* Bindings;

    /// <summary>The <see cref="Store.Id"/>: what compiled code marks the objects with that it makes.</summary>
    public uint StoreId;

    /// <summary>Always 63: a count modulo the width, as RyuJIT cannot know it.</summary>
    public int CountMask;
}

/// <summary>One function of a store. Every call goes through <see cref="Code"/>; nothing is patched at call sites.</summary>
/// <remarks>
/// The cells of an instance begin as zeros, and <see cref="FunctionCells.Fill"/> fills one when it is used first: whoever takes a cell from
/// an index space or a table and finds <see cref="TypeId"/> 0, which is no type, or <see cref="Code"/> null, calls it before anything else.
/// </remarks>
internal unsafe struct FunctionCell
{
    /// <summary>The bytecode to run: at first a stub that lowers the function, for host functions a stub that calls the host.</summary>
    public ushort* Code;

    /// <summary>The instance the function runs in; null for one of the host.</summary>
    public InstanceContext* Instance;

    /// <summary>The store.</summary>
    public StoreContext* Store;

    /// <summary>The canonical id of its type; 0 while the cell is empty.</summary>
    public int TypeId;

    /// <summary>Its index in its module's function index space.</summary>
    public int FunctionIndex;

    /// <summary>The index of the managed function in its store; 0 while nobody has asked for it.</summary>
    public int StoreIndex;

    /// <summary>
    /// What compiled callers call, with <see cref="Context"/> as the last argument: the compiled function, or a thunk that takes the cell and
    /// calls the interpreter or the host. 0 until a compiled caller needs it.
    /// </summary>
    public nint Entry;

    /// <summary>The last argument for <see cref="Entry"/>.</summary>
    public void* Context;

    /// <summary>
    /// The same for callers that look for pending exceptions: a thunk when <see cref="Entry"/> is code without exceptions of its own, through
    /// which they travel as exceptions of .NET.
    /// </summary>
    public nint SafeEntry;

    /// <summary>The last argument for <see cref="SafeEntry"/>.</summary>
    public void* SafeContext;

    /// <summary>A weak handle of what a function of the host does, for the code that calls it: its function holds it.</summary>
    public nint Body;

    /// <summary>The stub that <see cref="Code"/> points at first: what stands before code, and the code (see FunctionStub).</summary>
    public ulong StubHeader;
    public ulong StubCode;
}

/// <summary>A memory: its base never changes, its length only grows.</summary>
internal unsafe struct MemoryCell
{
    public byte* Base;

    /// <summary>Bytes that may be accessed.</summary>
    public ulong Length;

    /// <summary>Whether a range is inside.</summary>
    public bool Contains(ulong address, ulong count)
    {
        var length = Volatile.Read(ref Length);
        return address <= length && count <= length - address;
    }

    /// <summary>Sets bytes of a range that is inside.</summary>
    public readonly void Fill(ulong address, byte value, ulong count)
    {
        for (var to = Base + address; count > 0;)
        {
            var part = (uint)Math.Min(count, 1 << 30);
            if (value == 0)
            {
                // What fills with anything else is compiled by the runtime when it is first called, in each process.
                NativeMemory.Clear(to, part);
            }
            else
            {
                Unsafe.InitBlockUnaligned(to, value, part);
            }

            to += part;
            count -= part;
        }
    }
}

/// <summary>A global that holds a number or vector. References live in the managed global.</summary>
internal struct GlobalCell
{
    public ulong Low;
    public ulong High;
}

/// <summary>A table. For tables of functions <see cref="Functions"/> mirrors the managed elements (null for a null element).</summary>
internal unsafe struct TableCell
{
    public FunctionCell** Functions;
    public ulong Length;
}
