// What handlers of listened functions call: each begins and ends by an instruction of its own.
using System.Runtime.CompilerServices;
using Weft.Runtime;

namespace Weft.Interpreter;

internal sealed unsafe partial class Machine
{
    /// <summary>A function begins; its index is the instruction's operand, its arguments are the frame's first slots.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void EnterListened(ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        SetPlace(new Place(ip, fp, ctx));
        _store.Calls!.Enter(*(int*)(ip + 1), ctx, fp, fp, (_, slot) => Reference(fp, slot));
    }

    /// <summary>The innermost function returns; its results are the frame's first slots.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ReturnListened(ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        SetPlace(new Place(ip, fp, ctx));
        _store.Calls!.Return(fp, (_, slot) => Reference(fp, slot));
    }

    /// <summary>The innermost function gives its place to another.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ReplaceListened(ushort* ip, ulong* fp, InstanceContext* ctx)
    {
        SetPlace(new Place(ip, fp, ctx));
        _store.Calls!.Replace();
    }
}
