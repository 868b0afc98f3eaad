// The built-ins of tasks (CanonicalABI.md, "canon context.get" to "canon thread.available-parallelism"). Functions run to their end when they
// are called: what would let them wait for something, or go on meanwhile, traps.
using Weft.Wasm;

namespace Weft.Components;

/// <summary>Makes the core functions of the built-ins of tasks.</summary>
internal static class TaskBuiltins
{
    private const int MaximumBackpressure = 0xFFFF;

    /// <summary>Makes one.</summary>
    /// <param name="builtin">Which.</param>
    /// <param name="state">The instance that calls it.</param>
    /// <param name="type">The core type.</param>
    public static Function Make(CanonicalBuiltin builtin, InstanceState state, FunctionType type)
    {
        var name = BuiltinTable.GetName(builtin.Kind);
        SlotHostFunction body = builtin.Kind switch
        {
            BuiltinKind.ContextGet when builtin.Index == 0 => (_, slots) => slots[0] = Task(state, name).Context0,
            BuiltinKind.ContextGet => (_, slots) => slots[0] = Task(state, name).Context1,
            BuiltinKind.ContextSet when builtin.Index == 0 => (_, slots) => Task(state, name).Context0 = slots[0],
            BuiltinKind.ContextSet => (_, slots) => Task(state, name).Context1 = slots[0],
            BuiltinKind.BackpressureInc => (_, _) => Count(state, name, 1),
            BuiltinKind.BackpressureDec => (_, _) => Count(state, name, -1),
            _ => (_, _) => Refuse(state, name),
        };
        return new Function(state.Store, type, body);
    }

    // A start function is no call of a component's function, and has no context of its own.
    private static CanonicalAbi.CallScope Task(InstanceState state, string name) =>
        state.Task ?? throw new TrapException(TrapKind.CanonicalAbi, $"in `{name}`: no function of the component runs");

    private static void Refuse(InstanceState state, string name)
    {
        state.CheckLeave(name);
        throw new TrapException(TrapKind.CanonicalAbi, $"in `{name}`: functions that wait, and streams, futures and threads, are not supported yet");
    }

    private static void Count(InstanceState state, string name, int step)
    {
        state.Backpressure += step;
        if (state.Backpressure is < 0 or > MaximumBackpressure)
        {
            throw new TrapException(TrapKind.CanonicalAbi, $"in `{name}`: the counter leaves 0 to {MaximumBackpressure}");
        }
    }
}
