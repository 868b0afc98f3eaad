// What lowering needs: the memory that values are written to, and what allocates in it (CanonicalABI.md, "Lifting and Lowering Context").
using System.Runtime.CompilerServices;
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>Where values are lowered to. Made by the library for each call; codecs write memory through it.</summary>
public readonly struct LowerContext
{
    private readonly CanonicalOptions _options;
    private readonly CallScope _scope;

    internal LowerContext(CanonicalOptions options, CallScope scope) => (_options, _scope) = (options, scope);

    /// <summary>Whether addresses have 64 bits.</summary>
    public bool Is64 => _options.Is64;

    internal CanonicalOptions Options => _options;

    internal CallScope Scope => _scope;

    private Memory Memory => _options.Memory!;

    /// <summary>Writes a number or a structure of numbers; addresses that codecs are given lie inside the memory and are aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<T>(ulong address, T value)
        where T : unmanaged => Memory.Write(address, value);

    /// <summary>Writes a pointer or a length.</summary>
    public void WritePointer(ulong address, ulong value)
    {
        if (Is64)
        {
            Write(address, value);
        }
        else
        {
            Write(address, (uint)value);
        }
    }

    /// <summary>The bytes of a range that <see cref="Allocate"/> returned.</summary>
    public Span<byte> GetBytes(ulong address, int length) => Memory.GetSpan(address, length);

    /// <summary>Has the guest allocate memory for the elements of a list.</summary>
    /// <param name="count">How many elements.</param>
    /// <param name="elementSize">The bytes of an element.</param>
    /// <param name="alignment">What the address must be a multiple of.</param>
    /// <exception cref="ArgumentException">They are more than what a list may have.</exception>
    public ulong AllocateList(int count, int elementSize, int alignment)
    {
        var bytes = (long)count * elementSize;
        return (ulong)bytes <= LiftContext.MaximumBytes
            ? Reallocate(0, 0, alignment, (ulong)bytes, "list content")
            : throw new ArgumentException($"a list of {count} elements of {elementSize} bytes is more than {LiftContext.MaximumBytes} bytes");
    }

    /// <summary>Has the guest allocate memory.</summary>
    /// <param name="size">The bytes.</param>
    /// <param name="alignment">What the address must be a multiple of.</param>
    public ulong Allocate(ulong size, int alignment) => Reallocate(0, 0, alignment, size);

    /// <summary>Has the guest move what it has allocated, and make it larger or smaller.</summary>
    internal ulong Reallocate(ulong old, ulong oldSize, int alignment, ulong size, string what = "content")
    {
        Span<ulong> slots = [old, oldSize, (ulong)alignment, size];
        _options.Instance.CallCoreInside(_options.Realloc!, slots);
        return CheckAllocated(Is64 ? slots[0] : (uint)slots[0], alignment, size, what);
    }

    /// <summary>Checks what realloc has returned.</summary>
    internal ulong CheckAllocated(ulong address, int alignment, ulong size, string what)
    {
        if ((address & (ulong)(alignment - 1)) != 0)
        {
            throw new AbiException($"realloc return: result not aligned: unaligned pointer: {address} is no multiple of {alignment}");
        }

        return LiftContext.Contains(Memory, address, size)
            ? address
            : throw new AbiException($"realloc return: beyond end of memory: {what} out-of-bounds: {size} bytes at {address} in a memory of {Memory.Length} bytes");
    }

    /// <summary>Checks where the guest wants a result.</summary>
    internal void CheckRecord(ulong address, long size, int alignment)
    {
        LiftContext.CheckAlignment(address, alignment);
        if (!LiftContext.Contains(Memory, address, (ulong)size))
        {
            throw new AbiException($"pointer out of bounds of memory: {size} bytes at {address} in a memory of {Memory.Length} bytes");
        }
    }

    internal ulong LowerResource(HandleType type, ComponentResource resource) => LowerResource(_options.Instance.Resolve(type.Resource), type.IsBorrow, resource);

    /// <summary>Lowers a handle (lower_own, lower_borrow).</summary>
    internal ulong LowerResource(ComponentResourceType wanted, bool isBorrow, ComponentResource resource)
    {
        var instance = _options.Instance;
        if (!ReferenceEquals(resource.Type, wanted))
        {
            throw new ArgumentException($"{resource} is no resource of the type {wanted} that is needed");
        }

        if (!isBorrow)
        {
            resource.Take();
            return (uint)instance.Handles.Add(new HandleEntry { Type = wanted, Representation = resource.Representation, Value = resource.Value });
        }

        _scope.AddLender(resource);
        if (wanted.Instance == instance)
        {
            return resource.Representation;
        }

        _scope.Borrows++;
        return (uint)instance.Handles.Add(new HandleEntry { Type = wanted, Representation = resource.Representation, Value = resource.Value, Scope = _scope });
    }
}
