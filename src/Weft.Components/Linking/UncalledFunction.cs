// Core functions that canon lower makes, until they are called: most are not.
namespace Weft.Components;

/// <summary>A core function that stands for a function of another component or of the host, and finds with its first call what it needs for that.</summary>
/// <param name="step">The definition.</param>
/// <param name="frame">The instance that calls.</param>
internal sealed class UncalledFunction(LowerStep step, ComponentFrame frame) : ISlotFunction
{
    private Function? _core;
    private LoweredFunction? _lowered;

    /// <summary>The core function.</summary>
    /// <param name="typeId">The id of its type.</param>
    public Function ToCore(int typeId) => _core = new(frame.State.Store, typeId, this);

    /// <inheritdoc/>
    public void Invoke(Caller caller, Span<ulong> slots) => (_lowered ??= step.Lower(frame, _core!)).Call(slots);
}
