// What lowering makes of a function, before it is moved to code memory.
namespace Weft.Interpreter.Lowering;

/// <summary>A lowered function.</summary>
internal sealed class LoweredFunction
{
    /// <summary>Its index in the function index space, imports first.</summary>
    public required int FunctionIndex { get; init; }

    /// <summary>Its bytecode; valid until the lowering that made it lowers again.</summary>
    public required ReadOnlyMemory<ushort> Code { get; init; }

    /// <summary>The slot that saves the return address; the caller's frame is in the next.</summary>
    public required int HeaderSlot { get; init; }

    /// <summary>The slots of its frame.</summary>
    public required int FrameSlots { get; init; }

    /// <summary>The code that exception handlers protect, innermost first.</summary>
    public required HandlerRegion[] Regions { get; init; }
}

/// <summary>What a <see cref="HandlerRegion"/> does with an exception.</summary>
internal enum HandlerKind : byte
{
    /// <summary>A clause of try_table.</summary>
    Catch,
    /// <summary>A clause of try_table that also pushes the exception.</summary>
    CatchReference,
    /// <summary>catch or catch_all of try: the exception is kept below the payload for rethrow.</summary>
    Legacy,
    /// <summary>delegate: go on with the handlers of an outer label.</summary>
    Delegate,
}

/// <summary>Code that a handler protects: positions in words; depth as in <see cref="Label.Depth"/>.</summary>
/// <param name="Start">The first position.</param>
/// <param name="End">The position behind the last.</param>
/// <param name="Depth">The depth of the try; a delegate hides regions that are deeper than its target.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Tag">The tag's index, or -1 for every exception.</param>
/// <param name="Target">Where execution goes on; for delegate the depth of its target.</param>
/// <param name="Slot">Where the payload goes.</param>
internal readonly record struct HandlerRegion(int Start, int End, int Depth, HandlerKind Kind, int Tag, int Target, int Slot);
