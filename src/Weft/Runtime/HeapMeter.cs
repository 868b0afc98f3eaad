// How much of the .NET heap the objects of a store take, estimated, so that a guest cannot take all of it.
using System.Diagnostics.CodeAnalysis;

namespace Weft.Runtime;

/// <summary>
/// Estimates the bytes of a store's living structures, arrays and exceptions. About every 64 KiB of allocation one object is watched through a weak
/// reference and stands for all since the one before; the distance is random, so that a guest cannot keep the others alone alive. What
/// has died counts until the collector notices; only when the estimate exceeds the limit is a collection demanded, and then the next
/// not before an eighth of the limit has been allocated. Compiled code counts down <see cref="StoreContext.HeapUntilSample"/> itself.
/// </summary>
internal sealed unsafe class HeapMeter
{
    private const int Interval = 64 << 10;

    private readonly long _limit;
    private readonly StoreContext* _context;
    private List<Sample>? _samples;
    private long _distance;
    private long _untilCheck;

    /// <summary>A meter.</summary>
    /// <param name="context">The context of the store, which holds the counter and outlives every use of the meter.</param>
    /// <param name="limit">The limit in bytes; null does not meter.</param>
    public HeapMeter(StoreContext* context, long? limit)
    {
        _context = context;
        _limit = limit ?? long.MaxValue;
        _distance = limit is null ? long.MaxValue : NextDistance();
        _context->HeapUntilSample = _distance;
        _untilCheck = _limit / 2;
    }

    /// <summary>Forgets all objects: whoever made them is gone.</summary>
    public void Reset()
    {
        if (_limit != long.MaxValue)
        {
            _samples?.Clear();
            _distance = NextDistance();
            _context->HeapUntilSample = _distance;
            _untilCheck = _limit / 2;
        }
    }

    /// <summary>Traps when an object alone exceeds the limit.</summary>
    public void Check(long bytes)
    {
        if (bytes > _limit)
        {
            ThrowTooMuch(bytes);
        }
    }

    /// <summary>Counts an object. Traps when the objects alive exceed the limit.</summary>
    public void Add(object made, long bytes)
    {
        // SAFETY: code of the store runs, or its host makes an object: the context is alive.
        var left = _context->HeapUntilSample - bytes;
        _context->HeapUntilSample = left;
        if (left <= 0)
        {
            AddSample(made);
        }
    }

    /// <summary>Watches an object after which the counter has reached zero.</summary>
    public void AddSample(object made)
    {
        if (_limit == long.MaxValue)
        {
            _context->HeapUntilSample = long.MaxValue;
            return;
        }

        var weight = _distance - _context->HeapUntilSample;
        (_samples ??= new(4)).Add(new Sample(new WeakReference(made), weight));
        _distance = NextDistance();
        _context->HeapUntilSample = _distance;
        _untilCheck -= weight;
        if (_untilCheck > 0)
        {
            return;
        }

        var alive = Count();
        if (alive > _limit)
        {
            GC.Collect();
            alive = Count();
            if (alive > _limit)
            {
                ThrowTooMuch(alive);
            }
        }

        _untilCheck = Math.Max(_limit - alive, _limit / 8);
        GC.KeepAlive(made);
    }

    // The weight of what is alive; the dead are forgotten.
    private long Count()
    {
        var alive = 0L;
        if (_samples is not null)
        {
            _samples.RemoveAll(sample => !sample.Object.IsAlive);
            foreach (var sample in _samples)
            {
                alive += sample.Weight;
            }
        }

        return alive;
    }

    [SuppressMessage("Security", "CA5394", Justification = "Guessing right gains a guest nothing but some memory.")]
    private static long NextDistance() => Random.Shared.Next(Interval / 2, Interval * 3 / 2);

    [DoesNotReturn]
    private void ThrowTooMuch(long bytes) =>
        Throw.Trap(TrapKind.AllocationFailed, $"about {bytes} bytes of objects are in use, the limit of the store is {_limit}");

    private readonly record struct Sample(WeakReference Object, long Weight);
}
