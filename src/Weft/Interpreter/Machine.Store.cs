// What the machine asks of its store: instances and their parts by index, functions of the host, types.
using System.Runtime.CompilerServices;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Interpreter;

internal sealed unsafe partial class Machine
{
    /// <summary>Whether a function type, by its canonical id, is a subtype of another.</summary>
    public bool IsSubtype(int sub, int super) => _store.Engine.Types.IsSubtype(sub, super);

    /// <summary>Fills the cell of a function, of any instance of the store, that nobody has used before.</summary>
    public void FillCell(FunctionCell* cell)
    {
        if (cell->TypeId == 0)
        {
            _store.Cells.Fill(cell);
        }
    }

    /// <summary>The function that a reference slot refers to, or null.</summary>
    public FunctionCell* FunctionAt(ulong* fp, int slot) => Reference(fp, slot) is Function function ? function.Cell : null;

    /// <summary>A reference to a function of an instance.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public object FunctionReference(InstanceContext* ctx, int functionIndex) => _store.GetFunction(ctx->Functions[functionIndex]);

    /// <summary>Whether a reference is of a type.</summary>
    /// <param name="value">The reference.</param>
    /// <param name="heapType">The code of the heap type: a canonical id, or an abstract type.</param>
    /// <param name="nullable">Whether null is of the type: 0 when not.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool IsInstance(object? value, int heapType, int nullable) => value is null
        ? nullable != 0
        : ReferenceChecks.IsInstance(_store.Engine.Types, value, heapType >= 0 ? HeapType.Defined(heapType) : (AbstractHeapType)heapType);

    /// <summary>The value of a global that holds a reference.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public object? GlobalReference(InstanceContext* ctx, int index) => InstanceOf(ctx).Globals[index].Reference;

    /// <summary>Sets a global that holds a reference.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void SetGlobalReference(InstanceContext* ctx, int index, object? value) => InstanceOf(ctx).Globals[index].Reference = value;

    private Instance InstanceOf(InstanceContext* ctx) => _store.Instances[ctx->Index];

    private ModuleCode CodeOf(InstanceContext* ctx) => InstanceOf(ctx).Module.GetCode(_store.MetersFuel);

    private Tag TagOf(InstanceContext* ctx, int index) => InstanceOf(ctx).Tags[index];

    private void CallHostFunction(FunctionCell* cell, ulong* fp, int slots, InstanceContext* ctx)
    {
        var function = _store.GetFunction(cell);
        var references = default(Span<object?>);
        if (function.Signature.HasReferences)
        {
            ReserveReferences(fp + slots);
            references = ReferencesAt(fp, slots);
        }

        var array = _references;
        function.InvokeHost(InstanceOf(ctx), fp, references);
        FollowReferences(array, fp, references.Length);
    }

    private static int ResultSlotsOf(FunctionCode code) => FunctionStub.SlotsOf(code.Owner.Module.GetFunctionType(code.FunctionIndex).Results.AsSpan());

    private WasmFrame Describe(FunctionCode code, ushort* ip, InstanceContext* ctx) =>
        InstanceOf(ctx).Module.DescribeFrame(code.FunctionIndex, code.Owner.FindOffset(code, ip));
}
