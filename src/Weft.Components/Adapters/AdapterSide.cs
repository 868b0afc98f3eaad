// One direction of the values of a call, for the code that copies them: out of which memory into which.
using System.Collections.Immutable;
using Weft.Components.Types;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.Adapters;

/// <summary>A place in the code of an adapter that may trap: what messages say of it.</summary>
/// <param name="Parameter">The parameter; -1 for the result.</param>
/// <param name="Alignment">The alignment of what is allocated.</param>
/// <param name="What">What is allocated.</param>
/// <param name="Path">The fields and elements around it, the outermost first; null for elements of lists, whose numbers the code tells.</param>
/// <param name="Handle">What kind of handle crosses there; null for memory.</param>
internal sealed record AdapterSite(int Parameter, int Alignment, string What, ImmutableArray<string?> Path, HandleType? Handle = null);

/// <summary>Where values come from and where they go.</summary>
/// <param name="code">The code.</param>
/// <param name="imports">Its imports.</param>
/// <param name="sites">The places that may trap, of the whole adapter.</param>
/// <param name="isResult">Whether it is the result that is copied, from the callee to the caller.</param>
/// <param name="isUtf8">Whether both sides have strings in UTF-8.</param>
internal sealed class AdapterSide(AdapterCode code, AdapterImports imports, List<AdapterSite> sites, bool isResult, bool isUtf8)
{
    /// <summary>So many lists that are copied an element at a time may be inside each other: messages have so many numbers.</summary>
    public const int MaximumLists = 2;

    private static readonly CoreValue s_i32 = CoreValue.I32;
    private static readonly FunctionType s_realloc = new([s_i32, s_i32, s_i32, s_i32], [s_i32]);

    private readonly List<(string? Name, Action? LoadIndex)> _path = [];
    private int? _total;

    /// <summary>The code.</summary>
    public AdapterCode Code { get; } = code;

    /// <summary>The parameter that is copied.</summary>
    public int Parameter { get; set; } = -1;

    /// <summary>The memory that is read.</summary>
    public int Source => imports.Memory(isResult ? AdapterImport.CalleeMemory : AdapterImport.CallerMemory);

    /// <summary>The memory that is written.</summary>
    public int Target => imports.Memory(isResult ? AdapterImport.CallerMemory : AdapterImport.CalleeMemory);

    /// <summary>What <see cref="AdapterImport.Refuse"/> is told: the place, an address, bytes.</summary>
    public static FunctionType RefuseType { get; } = new([s_i32, s_i32, s_i32], []);

    /// <summary>What <see cref="AdapterImport.CheckText"/> is told: the place, an address, bytes, which elements of lists it is in.</summary>
    public static FunctionType CheckTextType { get; } = new([.. Enumerable.Repeat(s_i32, 3 + MaximumLists)], []);

    /// <summary>What <see cref="AdapterImport.CopyText"/> is told: the same, with the length. It returns the address, and the length above.</summary>
    public static FunctionType CopyTextType { get; } = new(CheckTextType.Parameters, [CoreValue.I64]);

    /// <summary>What <see cref="AdapterImport.MoveHandle"/> is told: the place, the handle, which elements of lists it is in. It returns the other one.</summary>
    public static FunctionType MoveHandleType { get; } = new([.. Enumerable.Repeat(s_i32, 2 + MaximumLists)], [s_i32]);

    /// <summary>The type of <see cref="AdapterImport.EndHandles"/>.</summary>
    public static FunctionType EndHandlesType { get; } = new([], []);

    /// <summary>Whether both sides have strings in UTF-8.</summary>
    public bool IsUtf8 => isUtf8;

    /// <summary>Whether handles are lent that must be back at the end of the call.</summary>
    public bool Lends { get; private set; }

    /// <summary>What is inside a field or element begins.</summary>
    public void Enter(string part) => _path.Add((part, null));

    /// <summary>What is inside an element of a list begins.</summary>
    /// <param name="loadIndex">Puts its number on the stack.</param>
    public void Enter(Action loadIndex) => _path.Add((null, loadIndex));

    /// <summary>It ends.</summary>
    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>
    /// Counts the bytes of what lists of lists and strings stand for, which may be in memory once and count for each element that points at it, and
    /// branches when they are too many.
    /// </summary>
    /// <param name="loadBytes">Puts them on the stack, at most <see cref="AdapterValue.MaximumBytes"/>.</param>
    /// <param name="otherwise">Where to branch.</param>
    public void Count(Action loadBytes, int otherwise)
    {
        var total = _total ??= Code.Declare(s_i32);
        Code.Get(total);
        loadBytes();
        Code.Do(Opcode.I32Add);
        Code.Tee(total);
        Code.Int(AdapterValue.MaximumBytes);
        Code.Do(Opcode.I32GtU);
        Code.BranchIf(otherwise);
    }

    /// <summary>The end of a memory, on the stack, as an i64.</summary>
    public void LoadEnd(int memory)
    {
        Code.Do(Opcode.MemorySize, memory);
        Code.Do(Opcode.I64ExtendI32U);
        Code.Long(16);
        Code.Do(Opcode.I64Shl);
    }

    /// <summary>Branches when an address is not aligned.</summary>
    public void CheckAlignment(int address, int alignment, int otherwise)
    {
        if (alignment > 1)
        {
            Code.Get(address);
            Code.Int(alignment - 1);
            Code.Do(Opcode.I32And);
            Code.BranchIf(otherwise);
        }
    }

    /// <summary>Branches when a range does not end inside a memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="address">A local with the address.</param>
    /// <param name="loadSize">Puts the bytes on the stack, as an i64.</param>
    /// <param name="otherwise">Where to branch.</param>
    public void CheckRange(int memory, int address, Action loadSize, int otherwise)
    {
        LoadIsOutside(memory, address, loadSize);
        Code.BranchIf(otherwise);
    }

    /// <summary>Has the other side allocate: the address is in the local that is returned.</summary>
    /// <param name="size">A local with the bytes.</param>
    /// <param name="alignment">The alignment.</param>
    /// <param name="what">What is allocated, for messages.</param>
    public int Allocate(int size, int alignment, string what)
    {
        var flags = imports.Flags(isResult ? AdapterImport.CallerFlags : AdapterImport.CalleeFlags);
        var address = Code.Declare(s_i32);
        Code.Int(InstanceState.Locked);
        Code.Do(Opcode.GlobalSet, flags);
        Code.Int(0);
        Code.Int(0);
        Code.Int(alignment);
        Code.Get(size);
        Code.Do(Opcode.Call, imports.Function(isResult ? AdapterImport.CallerRealloc : AdapterImport.CalleeRealloc, s_realloc));
        Code.Set(address);
        Code.Int(InstanceState.Running);
        Code.Do(Opcode.GlobalSet, flags);
        LoadIsOutside(Target, address, () => LoadWide(size));
        if (alignment > 1)
        {
            Code.Get(address);
            Code.Int(alignment - 1);
            Code.Do(Opcode.I32And);
            Code.Do(Opcode.I32Or);
        }

        Code.If();
        Code.Int(AddSite(alignment, what));
        Code.Get(address);
        Code.Get(size);
        Code.Do(Opcode.Call, imports.Function(AdapterImport.Refuse, RefuseType));
        Code.Do(Opcode.Unreachable);
        Code.End();
        return address;
    }

    /// <summary>Has the host look at text in the memory that it was copied to.</summary>
    public void CheckText(int address, int length)
    {
        LoadText(address, length);
        Code.Do(Opcode.Call, imports.Function(AdapterImport.CheckText, CheckTextType));
    }

    /// <summary>Has the host copy a string: the address and the length are in the locals that are returned.</summary>
    public (int Address, int Length) CopyText(int address, int length)
    {
        var (both, to, units) = (Code.Declare(CoreValue.I64), Code.Declare(s_i32), Code.Declare(s_i32));
        LoadText(address, length);
        Code.Do(Opcode.Call, imports.Function(AdapterImport.CopyText, CopyTextType));
        Code.Tee(both);
        Code.Do(Opcode.I32WrapI64);
        Code.Set(to);
        Code.Get(both);
        Code.Long(32);
        Code.Do(Opcode.I64ShrU);
        Code.Do(Opcode.I32WrapI64);
        Code.Set(units);
        return (to, units);
    }

    /// <summary>Has the host move a handle, or lend it: what stands for it on the other side is in the local that is returned.</summary>
    public int MoveHandle(HandleType type, int handle)
    {
        Lends |= type.IsBorrow;
        var moved = Code.Declare(s_i32);
        Code.Int(AddSite(1, "handle", type));
        Code.Get(handle);
        LoadIndices();
        Code.Do(Opcode.Call, imports.Function(AdapterImport.MoveHandle, MoveHandleType));
        Code.Set(moved);
        return moved;
    }

    private void LoadText(int address, int length)
    {
        Code.Int(AddSite(1, CanonicalAbi.StringLowering.Content));
        Code.Get(address);
        Code.Get(length);
        LoadIndices();
    }

    // The numbers of the elements of lists that something is in.
    private void LoadIndices()
    {
        var indices = 0;
        foreach (var (_, loadIndex) in _path)
        {
            if (loadIndex is not null)
            {
                loadIndex();
                indices++;
            }
        }

        for (; indices < MaximumLists; indices++)
        {
            Code.Int(0);
        }
    }

    /// <summary>An i32 as an i64.</summary>
    public void LoadWide(int local)
    {
        Code.Get(local);
        Code.Do(Opcode.I64ExtendI32U);
    }

    private void LoadIsOutside(int memory, int address, Action loadSize)
    {
        LoadWide(address);
        loadSize();
        Code.Do(Opcode.I64Add);
        LoadEnd(memory);
        Code.Do(Opcode.I64GtU);
    }

    private int AddSite(int alignment, string what, HandleType? handle = null)
    {
        sites.Add(new AdapterSite(Parameter, alignment, what, [.. _path.Select(part => part.Name)], handle));
        return sites.Count - 1;
    }
}
