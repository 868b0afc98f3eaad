// The variables of a function that is being emitted: its locals, and temporaries that are used again and again.
using System.Reflection.Emit;
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Compiler;

/// <summary>Makes variables, and emits reading and writing them.</summary>
/// <param name="il">Where to emit.</param>
/// <param name="placement">Where variables go; null for a local each.</param>
internal sealed class Variables(ILGenerator il, VariablePlacement? placement = null)
{
    private readonly List<Variable> _all = [];
    private readonly Dictionary<Type, Stack<Variable>> _free = [];

    /// <summary>All variables, in the order in which they were made.</summary>
    public IReadOnlyList<Variable> All => _all;

    /// <summary>Makes a variable.</summary>
    public Variable Declare(Type type)
    {
        var variable = placement?.Place(il, _all.Count, type) ?? new Variable(type, il.DeclareLocal(type), null);
        _all.Add(variable);
        return variable;
    }

    /// <summary>Makes a variable for a kind of value.</summary>
    public Variable Declare(ValueKind kind) => Declare(ClrTypes.Of(kind));

    /// <summary>A temporary, until it is released.</summary>
    public Variable Rent(Type type) => _free.TryGetValue(type, out var free) && free.TryPop(out var variable) ? variable : Declare(type);

    /// <summary>A temporary for a kind of value.</summary>
    public Variable Rent(ValueKind kind) => Rent(ClrTypes.Of(kind));

    /// <summary>Temporaries for values of some types.</summary>
    public Variable[] Rent(ReadOnlySpan<ValueType> types)
    {
        var variables = new Variable[types.Length];
        for (var i = 0; i < variables.Length; i++)
        {
            variables[i] = Rent(types[i].Kind);
        }

        return variables;
    }

    /// <summary>Lets a temporary be used for something else.</summary>
    public void Release(Type type, Variable variable)
    {
        if (!_free.TryGetValue(type, out var free))
        {
            _free[type] = free = new Stack<Variable>();
        }

        free.Push(variable);
    }

    /// <summary>Lets a temporary for a kind of value be used for something else.</summary>
    public void Release(ValueKind kind, Variable variable) => Release(ClrTypes.Of(kind), variable);

    /// <summary>Puts a variable on the evaluation stack.</summary>
    public void Load(Variable variable)
    {
        variable.Uses++;
        if (variable.Field is null)
        {
            il.Emit(OpCodes.Ldloc, variable.Local);
        }
        else
        {
            il.Emit(OpCodes.Ldloca, variable.Local);
            il.Emit(OpCodes.Ldfld, variable.Field);
        }
    }

    /// <summary>Writes the evaluation stack's top to a variable.</summary>
    public void Save(Variable variable)
    {
        variable.Uses++;
        if (variable.Field is null)
        {
            il.Emit(OpCodes.Stloc, variable.Local);
            return;
        }

        // The address of a structure has to lie below the value.
        var scratch = placement!.Scratch(il, variable.Type);
        il.Emit(OpCodes.Stloc, scratch);
        il.Emit(OpCodes.Ldloca, variable.Local);
        il.Emit(OpCodes.Ldloc, scratch);
        il.Emit(OpCodes.Stfld, variable.Field);
    }
}
