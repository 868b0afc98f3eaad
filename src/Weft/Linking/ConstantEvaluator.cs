// Evaluates constant expressions (spec 3.4.12, 4.7.2): initialisers of globals and tables, offsets and elements of segments.
using Weft.Wasm;

namespace Weft.Linking;

/// <summary>Evaluates the constant expressions of one instance. They are validated, so that operands are there and of the right type.</summary>
/// <param name="instance">The instance.</param>
internal sealed class ConstantEvaluator(Instance instance)
{
    private ConstantMachine? _machine;

    /// <summary>The value of an expression that is one integer, as most are; null for others.</summary>
    public static Value? TryEvaluate(ConstantExpression expression) => !expression.TryGetInteger(out var type, out var value) ? default(Value?)
        : type == ValueKind.I32 ? Value.FromInt32((int)value) : Value.FromInt64((long)value);

    /// <summary>The value of an expression. Globals it names have their values already.</summary>
    public Value Evaluate(ConstantExpression expression) =>
        TryEvaluate(expression) ?? (_machine ??= new ConstantMachine(instance)).Evaluate(expression);
}
