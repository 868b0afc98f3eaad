// task.return (CanonicalABI.md, "canon task.return"): how asynchronous functions give their results.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>A <c>task.return</c> of an instance.</summary>
/// <param name="result">The type of the result.</param>
/// <param name="options">How it crosses.</param>
internal sealed class TaskReturn(ComponentValueType? result, CanonicalOptions options)
{
    private const string Place = "`task.return`";

    private readonly ValueCodec? _codec = result is null ? null : new ValueCodec(result);

    /// <summary>The core function.</summary>
    /// <param name="type">Its type.</param>
    public Function ToCore(Wasm.FunctionType type) => new(options.Instance.Store, type, Invoke);

    private void Invoke(Caller caller, Span<ulong> slots)
    {
        var state = options.Instance;
        state.CheckLeave("task.return");
        try
        {
            var task = state.Task;
            if (task?.Function is not { Options.IsAsync: true } function)
            {
                throw new AbiException("the function that runs is not asynchronous");
            }

            if (!RuntimeTypes.AreEqual(result, state, function.Type.Result, state) || options.Encoding != function.Options.Encoding || options.Memory != function.Options.Memory)
            {
                throw new AbiException("invalid `task.return` signature and/or options for current task");
            }

            if (task.Returned.IsReturned)
            {
                throw new AbiException("the function has returned already");
            }

            if (task.Borrows != 0)
            {
                throw new AbiException(FusedCall.BorrowsRemain);
            }

            task.Returned = (true, _codec is null ? default(ComponentValue?) : Lift(task, slots, _codec));
        }
        catch (AbiException exception)
        {
            throw exception.ToTrap(Place);
        }
    }

    private ComponentValue Lift(CallScope task, Span<ulong> slots, ValueCodec codec)
    {
        var context = new LiftContext(options, task);
        var layout = codec.GetLayout(options.Is64);
        var reader = new FlatReader(context, slots);
        if (layout.FlatCount <= ValueLayout.MaximumFlat)
        {
            return codec.LiftFlat(ref reader);
        }

        var address = reader.ReadPointer();
        context.CheckRecord(address, layout.Size, layout.Alignment);
        return codec.Load(context, address);
    }
}
