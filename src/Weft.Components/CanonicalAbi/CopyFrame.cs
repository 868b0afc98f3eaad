// Where the values of a call between two components come from and go to.
namespace Weft.Components.CanonicalAbi;

/// <summary>One direction of a call between components: core values and memory of one, core values and memory of the other.</summary>
internal ref struct CopyFrame
{
    private readonly ReadOnlySpan<ulong> _source;
    private readonly Span<ulong> _target;
    private int _read;
    private int _written;

    /// <summary>Begins to copy.</summary>
    /// <param name="from">The side that lifts.</param>
    /// <param name="to">The side that lowers.</param>
    /// <param name="source">The core values of the first.</param>
    /// <param name="target">The core values of the second.</param>
    /// <param name="resources">The resource types of handles, in the order of <see cref="FunctionCopier.Handles"/>.</param>
    public CopyFrame(scoped in LiftContext from, scoped in LowerContext to, ReadOnlySpan<ulong> source, Span<ulong> target, ComponentResourceType[] resources)
    {
        (From, To, Resources) = (from, to, resources);
        _source = source;
        _target = target;
    }

    /// <summary>The side that lifts.</summary>
    public LiftContext From { get; }

    /// <summary>The side that lowers.</summary>
    public LowerContext To { get; }

    /// <summary>The resource types of handles.</summary>
    public ComponentResourceType[] Resources { get; }

    /// <summary>The place of the next core value that is read.</summary>
    public readonly int Position => _read;

    /// <summary>The next core value.</summary>
    public ulong Read() => _source[_read++];

    /// <summary>The next core value: a pointer or a length.</summary>
    public ulong ReadPointer() => From.Is64 ? Read() : (uint)Read();

    /// <summary>Gives a core value; one of 32 bits has nothing above.</summary>
    public void Write(ulong value) => _target[_written++] = value;

    /// <summary>Goes behind a variant in both, whichever case it was: what it left is zero.</summary>
    public void SkipTo(int position)
    {
        // Both sides have as many values up to here, whatever the width of their addresses.
        _read = position;
        while (_written < position)
        {
            _target[_written++] = 0;
        }
    }

    /// <summary>Has the second side allocate memory.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="alignment">What the address must be a multiple of.</param>
    /// <param name="what">What is to lie there, for messages.</param>
    public readonly ulong Allocate(ulong bytes, int alignment, string what)
    {
        if (bytes > LiftContext.MaximumBytes)
        {
            throw new AbiException($"{what} out-of-bounds: {bytes} bytes are more than {LiftContext.MaximumBytes}");
        }

        From.Spend((long)bytes);
        try
        {
            return To.Reallocate(0, 0, alignment, bytes, what);
        }
        catch (AbiException exception) when (exception.BlameTarget())
        {
            throw;
        }
    }
}
