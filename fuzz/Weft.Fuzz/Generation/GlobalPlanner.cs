// Globals and their constant expressions (spec 3.4.11): imports, the budget, numbers, references, objects.
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

/// <summary>Plans the globals of a module.</summary>
internal sealed class GlobalPlanner(ModulePlan plan, Dice dice, long[] counts, int budget)
{
    /// <summary>Adds them to the plan.</summary>
    public void Plan()
    {
        for (var i = dice.Next(3); i > 0; i--)
        {
            var type = plan.Types.RandomNumber(dice);
            plan.Globals.Add(new GlobalPlan(new GlobalType(type.Kind == ValueKind.V128 ? ValueType.I64 : type, plan.Profile.Has(Features.MutableGlobals) && dice.Percent(50)), null));
        }

        plan.BudgetGlobal = plan.Globals.Count;
        var code = new CodeBuilder(counts);
        code.I32(budget);
        plan.Globals.Add(new GlobalPlan(new GlobalType(ValueType.I32, IsMutable: true), code.ToConstant()));
        for (var i = dice.Next(2, 9); i > 0; i--)
        {
            var type = plan.Types.RandomDefaultable(dice);
            plan.Globals.Add(new GlobalPlan(new GlobalType(type, dice.Percent(80)), Initial(type)));
        }
    }

    private ConstantExpression Initial(ValueType type)
    {
        var code = new CodeBuilder(counts);
        Value(code, type, 3);
        return code.ToConstant();
    }

    private void Value(CodeBuilder code, ValueType type, int depth)
    {
        if (type.Kind == ValueKind.V128)
        {
            code.Vector(InterestingValues.Vector(dice));
            return;
        }

        if (!type.IsReference)
        {
            Number(code, type, depth);
            return;
        }

        if (plan.Types.Top(type.Heap) == AbstractHeapType.Func && dice.Percent(50))
        {
            var fitting = Enumerable.Range(0, plan.Functions.Count).Where(index => plan.Types.IsSubtype(HeapType.Defined(plan.Functions[index].TypeIndex), type.Heap)).ToList();
            if (fitting.Count > 0)
            {
                code.Op(Opcode.RefFunc, dice.Pick(fitting));
                return;
            }
        }

        if (plan.Profile.HasGc && !type.Heap.IsDefined && type.Heap.Abstract is AbstractHeapType.Any or AbstractHeapType.Eq or AbstractHeapType.I31 && dice.Percent(60))
        {
            Number(code, ValueType.I32, depth - 1);
            code.Op(Opcode.RefI31);
            return;
        }

        if (type.Heap.IsDefined && depth > 0)
        {
            switch (plan.Types[type.Heap.Index].Composite)
            {
                case StructType structure when structure.Fields.All(field => field.Type.IsDefaultable):
                    foreach (var field in structure.Fields)
                    {
                        Value(code, field.Type, depth - 2);
                    }

                    code.Op(Opcode.StructNew, type.Heap.Index);
                    return;
                case ArrayType array when array.Element.Type.IsDefaultable:
                    Value(code, array.Element.Type, depth - 2);
                    code.I32(dice.Next(10));
                    code.Op(Opcode.ArrayNew, type.Heap.Index);
                    return;
            }
        }

        code.Null(type.Heap);
    }

    private void Number(CodeBuilder code, ValueType type, int depth)
    {
        var isInteger = type == ValueType.I32 || type == ValueType.I64;
        if (depth > 0 && isInteger && plan.Profile.Has(Features.ExtendedConst) && dice.Percent(30))
        {
            Number(code, type, depth - 1);
            Number(code, type, depth - 1);
            code.Op(type == ValueType.I32
                ? dice.Pick([Opcode.I32Add, Opcode.I32Sub, Opcode.I32Mul])
                : dice.Pick([Opcode.I64Add, Opcode.I64Sub, Opcode.I64Mul]));
            return;
        }

        // Imported and immutable; with gc, any earlier one that is immutable.
        var readable = Enumerable.Range(0, plan.Globals.Count).Where(index =>
            !plan.Globals[index].Type.IsMutable && plan.Globals[index].Type.Value == type && (plan.Globals[index].Initializer is null || plan.Profile.HasGc)).ToList();
        if (readable.Count > 0 && dice.Percent(30))
        {
            code.Op(Opcode.GlobalGet, dice.Pick(readable));
            return;
        }

        code.Number(type.Kind, InterestingValues.Number(dice, type.Kind));
    }
}
