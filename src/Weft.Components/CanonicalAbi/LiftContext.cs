// What lifting needs: the memory that values are read from, and the call (CanonicalABI.md, "Lifting and Lowering Context").
using System.Runtime.CompilerServices;
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>Where values are lifted from. Made by the library for each call; codecs read memory through it.</summary>
public readonly struct LiftContext
{
    private readonly CanonicalOptions _options;
    private readonly CallScope _scope;

    internal LiftContext(CanonicalOptions options, CallScope scope)
    {
        (_options, _scope) = (options, scope);
    }

    /// <summary>Whether addresses have 64 bits.</summary>
    public bool Is64 => _options.Is64;

    internal CanonicalOptions Options => _options;

    internal CallScope Scope => _scope;

    private Memory Memory => _options.Memory!;

    /// <summary>Reads a number or a structure of numbers; addresses that codecs are given lie inside the memory and are aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Read<T>(ulong address)
        where T : unmanaged => Memory.Read<T>(address);

    /// <summary>Reads a pointer or a length.</summary>
    public ulong ReadPointer(ulong address) => Is64 ? Read<ulong>(address) : Read<uint>(address);

    /// <summary>The bytes of a range that <see cref="CheckList"/> has checked.</summary>
    public ReadOnlySpan<byte> GetBytes(ulong address, int length) => Memory.GetSpan(address, length);

    /// <summary>Checks where a list lies.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="elementSize">The bytes of an element.</param>
    /// <param name="alignment">What the address must be a multiple of.</param>
    /// <returns>The number of elements.</returns>
    public int CheckList(ulong address, ulong count, int elementSize, int alignment)
    {
        if (count > MaximumBytes || count * (uint)elementSize > MaximumBytes)
        {
            throw new AbiException($"list content out-of-bounds: {count} elements of {elementSize} bytes are more than {MaximumBytes} bytes");
        }

        CheckAlignment(address, alignment);
        if (!Contains(Memory, address, count * (uint)elementSize))
        {
            throw new AbiException($"list content out-of-bounds: {count} elements at {address} in a memory of {Memory.Length} bytes");
        }

        return (int)count;
    }

    /// <summary>Checks which of so many cases a value is.</summary>
    /// <param name="index">What the guest says.</param>
    /// <param name="count">How many cases there are.</param>
    /// <returns>The case.</returns>
    public static int CheckCase(uint index, int count) => Cases.Check(index, count);

    /// <summary>For exception filters of codecs of records: notes which field it was, for the trap, and lets the exception pass.</summary>
    public static bool NoteField(Exception exception, string name) => AbiException.Note(exception, "field", name);

    /// <summary>Takes bytes of what the values of a call may take as .NET objects.</summary>
    public void Spend(long bytes) => _scope.Spend(bytes);

    internal const ulong MaximumBytes = (1UL << 28) - 1;

    /// <summary>Whether a range is inside a memory.</summary>
    internal static bool Contains(Memory memory, ulong address, ulong size)
    {
        var length = memory.Length;
        return address <= length && size <= length - address;
    }

    internal static void CheckAlignment(ulong address, int alignment, string what = "pointer")
    {
        if ((address & (ulong)(alignment - 1)) != 0)
        {
            throw new AbiException($"unaligned pointer: {address}: {what} not aligned to {alignment}");
        }
    }

    /// <summary>Checks where a record, or parameters that do not cross flat, lie.</summary>
    internal void CheckRecord(ulong address, long size, int alignment)
    {
        CheckAlignment(address, alignment);
        if (!Contains(Memory, address, (ulong)size))
        {
            throw new AbiException($"pointer out of bounds of memory: {size} bytes at {address} in a memory of {Memory.Length} bytes");
        }
    }

    internal ComponentResource LiftResource(HandleType type, uint index) => LiftResource(_options.Instance.Resolve(type.Resource), type.IsBorrow, index);

    /// <summary>Lifts a handle (lift_own, lift_borrow).</summary>
    internal ComponentResource LiftResource(ComponentResourceType resource, bool isBorrow, uint index)
    {
        var instance = _options.Instance;
        if (!isBorrow)
        {
            var removed = instance.Handles.Remove(index, resource, mustOwn: true);
            return new ComponentResource(resource, removed.Representation, removed.Value, isOwned: true);
        }

        ref readonly var entry = ref instance.Handles.Get(index, resource);
        _scope.AddLender(instance.Handles, (int)index);
        var borrowed = new ComponentResource(resource, entry.Representation, entry.Value, isOwned: false);
        return _scope.AddBorrowed(borrowed);
    }
}
