// Value stacks of stores that are gone, for those to come: reserving one, making it accessible and giving it back takes longer than all else that a
// store is made of.
namespace Weft.Runtime;

/// <summary>A few stacks of the size that stores have unless they are told otherwise.</summary>
/// <remarks>
/// What calls left on them is there still. Nobody sees it: code that is valid reads no slot that it has not written, which is why a stack is not
/// cleared between two calls either.
/// </remarks>
internal static class SpareStacks
{
    private const int Maximum = 16;
    private const ulong UsualSize = StoreOptions.DefaultMaxStack + (ulong)Store.ResultBytes;

    // What lies behind goes back to the system: of few calls there is nothing.
    private const ulong MostKept = 64 << 10;

    private static readonly SpareList s_spare = new(Maximum);

    /// <summary>Takes one, or makes one.</summary>
    /// <param name="bytes">Its bytes, all of which may be accessed.</param>
    /// <returns>Null when the system refuses.</returns>
    public static MemoryReservation? TryTake(ulong bytes)
    {
        if (bytes == UsualSize && s_spare.TryTake() is { } spare)
        {
            return spare;
        }

        if (MemoryReservation.TryReserve(bytes) is not { } stack)
        {
            return null;
        }

        if (stack.TryCommit(stack.Reserved))
        {
            return stack;
        }

        stack.Dispose();
        return null;
    }

    /// <summary>Keeps what a stack has of the system, if it is of the usual size and there is room, and disposes the stack.</summary>
    /// <param name="stack">A stack that nobody uses any more.</param>
    /// <param name="bytes">The bytes that were asked for.</param>
    /// <param name="isWritten">Whether calls may have been on it.</param>
    /// <param name="isFinalizing">Whether its store is being finalized, and it will be, too.</param>
    public static void Keep(MemoryReservation stack, ulong bytes, bool isWritten, bool isFinalizing)
    {
        if (bytes == UsualSize && !OperatingSystem.IsWindows() && (!isWritten || stack.TryDiscard(MostKept)))
        {
            var spare = isFinalizing ? stack.Move() : stack.Renew();
            if (!s_spare.TryAdd(spare))
            {
                spare.Dispose();
            }

            return;
        }

        stack.Dispose();
    }
}
