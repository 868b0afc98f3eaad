// Data and element segments: active ones, most of them inside; passive ones; declarations.
using Weft.Wasm;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

/// <summary>Plans the segments of a module.</summary>
internal sealed class SegmentPlanner(ModulePlan plan, Dice dice, long[] counts)
{
    /// <summary>Adds them to the plan.</summary>
    public void Plan()
    {
        for (var i = dice.Next(6); i > 0; i--)
        {
            PlanData();
        }

        for (var i = plan.Profile.HasReferences ? dice.Next(5) : 0; i > 0; i--)
        {
            PlanElements();
        }
    }

    private void PlanData()
    {
        var bytes = new byte[dice.OneIn(10) ? dice.Next(3000) : dice.Next(100)];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)dice.Bits();
        }

        if (plan.Profile.Has("bulk-memory") && dice.Percent(60))
        {
            plan.Data.Add(new DataPlan(new DataSegment(SegmentMode.Passive, 0, null, bytes), dice.Percent(30)));
            return;
        }

        var memory = dice.Next(plan.Memories.Count);
        var room = plan.Memories[memory].MinimumBytes;
        if (room < (ulong)bytes.Length && !dice.OneIn(10))
        {
            return;
        }

        // An active segment is dropped once it has been copied; and one that does not fit makes no instance.
        var offset = dice.OneIn(60) ? room - (ulong)dice.Next(2) : dice.Bits() % Math.Max(1, room - Math.Min(room, (ulong)bytes.Length) + 1);
        plan.Data.Add(new DataPlan(new DataSegment(SegmentMode.Active, memory, Constant(plan.Memories[memory].AddressType, offset), bytes), IsDroppable: true));
    }

    private void PlanElements()
    {
        var count = dice.Next(8);
        var functions = Enumerable.Range(0, count).Select(_ => dice.Next(plan.Functions.Count)).ToList();
        switch (dice.Next(4))
        {
            case 0:
                plan.Elements.Add(new ElementPlan(new ElementSegment(SegmentMode.Declarative, ValueType.FuncRef, 0, null, [.. functions], default), IsDroppable: true));
                break;
            case 1:
                var tables = Enumerable.Range(1, plan.Tables.Count - 1).Where(index =>
                    plan.Tables[index].Type.Element == ValueType.FuncRef && plan.Tables[index].Type.Limits.Minimum >= (ulong)count).ToList();
                if (tables.Count > 0)
                {
                    var table = dice.Pick(tables);
                    var offset = dice.OneIn(60) ? 1000 : dice.Bits() % (plan.Tables[table].Type.Limits.Minimum - (ulong)count + 1);
                    plan.Elements.Add(new ElementPlan(
                        new ElementSegment(SegmentMode.Active, ValueType.FuncRef, table, Constant(plan.Tables[table].AddressType, offset), [.. functions], default), IsDroppable: true));
                }

                break;
            case 2:
                plan.Elements.Add(new ElementPlan(new ElementSegment(SegmentMode.Passive, ValueType.FuncRef, 0, null, [.. functions], default), dice.Percent(30)));
                break;
            default:
                var type = plan.Types.RandomReference(dice, nullable: true);
                plan.Elements.Add(new ElementPlan(
                    new ElementSegment(SegmentMode.Passive, type, 0, null, default, [.. Enumerable.Range(0, count).Select(_ => Element(type))]), dice.Percent(30)));
                break;
        }
    }

    private ConstantExpression Element(ValueType type)
    {
        var code = new CodeBuilder(counts);
        var fitting = Enumerable.Range(0, plan.Functions.Count).Where(index => plan.Types.IsSubtype(HeapType.Defined(plan.Functions[index].TypeIndex), type.Heap)).ToList();
        if (fitting.Count > 0 && dice.Percent(70))
        {
            code.Op(Opcode.RefFunc, dice.Pick(fitting));
        }
        else if (plan.Profile.HasGc && !type.Heap.IsDefined && type.Heap.Abstract is AbstractHeapType.Any or AbstractHeapType.Eq or AbstractHeapType.I31 && dice.Percent(60))
        {
            code.I32((int)InterestingValues.Number(dice, ValueKind.I32));
            code.Op(Opcode.RefI31);
        }
        else
        {
            code.Null(type.Heap);
        }

        return code.ToConstant();
    }

    private ConstantExpression Constant(ValueType type, ulong value)
    {
        var code = new CodeBuilder(counts);
        code.Number(type.Kind, value);
        return code.ToConstant();
    }
}
