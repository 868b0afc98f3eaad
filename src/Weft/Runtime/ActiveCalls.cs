// The calls of a store that have begun and not ended, on an engine with listeners. Code of both tiers says when a function begins and ends;
// calls that an exception ends are found missing where it is caught: by a function further in the stack, or at the border to the host.
// Functions that nobody listens to are here as well, so that a catching function finds its own place.
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Weft.Listening;
using Weft.Wasm;

namespace Weft.Runtime;

/// <summary>Tells listeners of calls.</summary>
internal sealed unsafe class ActiveCalls(Store store)
{
    private readonly List<Call> _calls = [];
    private Value[] _values = [];
    private bool _isTelling;

    /// <summary>How many there are: what <see cref="FailAbove"/> goes back to.</summary>
    /// <exception cref="InvalidOperationException">A listener calls the guest.</exception>
    public int Begin() => _isTelling ? throw new InvalidOperationException("a listener cannot call the guest") : _calls.Count;

    /// <summary>A function begins.</summary>
    /// <param name="functionIndex">Its index in the module.</param>
    /// <param name="instance">Its instance.</param>
    /// <param name="frame">Its frame in the interpreter; null for compiled code.</param>
    /// <param name="slots">The arguments, v128 in two slots.</param>
    /// <param name="reference">Finds a reference among them.</param>
    /// <returns>Its place, with which compiled code ends it.</returns>
    public int Enter(int functionIndex, InstanceContext* instance, ulong* frame, ulong* slots, ReferenceAt reference)
    {
        var managed = store.Instances[instance->Index];
        var entry = Find(managed.Module.Listeners!, functionIndex);
        var place = _calls.Count;
        _calls.Add(new Call(entry, managed, frame));
        if (entry.Listener is { } listener)
        {
            var values = Read(entry.Function.Type.Parameters.AsSpan(), slots, reference);
            Tell(values, place, (in call) => listener.Entered(call, _values.AsSpan(0, call.Function.Type.Parameters.Length)));
        }

        return place;
    }

    /// <summary>The innermost function returns.</summary>
    /// <param name="slots">The results.</param>
    /// <param name="reference">Finds a reference among them.</param>
    public void Return(ulong* slots, ReferenceAt reference)
    {
        var place = _calls.Count - 1;
        var entry = _calls[place].Entry;
        if (entry.Listener is { } listener)
        {
            var values = Read(entry.Function.Type.Results.AsSpan(), slots, reference);
            TellLast(values, place, (in call) => listener.Returned(call, _values.AsSpan(0, call.Function.Type.Results.Length)));
        }
        else
        {
            _calls.RemoveAt(place);
        }
    }

    /// <summary>The innermost function gives its place to another.</summary>
    public void Replace()
    {
        var place = _calls.Count - 1;
        if (_calls[place].Entry.Listener is { } listener)
        {
            TellLast(0, place, listener.Replaced);
        }
        else
        {
            _calls.RemoveAt(place);
        }
    }

    /// <summary>A function in the interpreter catches an exception of the guest.</summary>
    public void Catch(ulong* frame, ExceptionObject exception)
    {
        var place = _calls.Count - 1;
        while (place >= 0 && _calls[place].Frame != frame)
        {
            place--;
        }

        Catch(place, exception);
    }

    /// <summary>A compiled function catches an exception of the guest.</summary>
    public void Catch(int place, ExceptionObject exception)
    {
        if (place + 1 < _calls.Count)
        {
            FailAbove(place + 1, new GuestException(exception));
        }
    }

    /// <summary>An exception ends the calls from a place on, the innermost first. What a listener throws takes its place.</summary>
    public void FailAbove(int count, Exception reason)
    {
        var isReplaced = false;
        while (_calls.Count > count)
        {
            var place = _calls.Count - 1;
            if (_calls[place].Entry.Listener is not { } listener)
            {
                _calls.RemoveAt(place);
                continue;
            }

            var current = reason;
            try
            {
                TellLast(0, place, (in call) => listener.Failed(call, current));
            }
            catch (Exception thrown)
            {
                reason = thrown;
                isReplaced = true;
            }
        }

        if (isReplaced)
        {
            ExceptionDispatchInfo.Throw(reason);
        }
    }

    // Asking for a listener is the host's code as well.
    private ModuleListeners.Entry Find(ModuleListeners listeners, int functionIndex)
    {
        _isTelling = true;
        try
        {
            return listeners.Get(functionIndex);
        }
        finally
        {
            _isTelling = false;
        }
    }

    // Puts values where listeners see them; how many.
    private int Read(ReadOnlySpan<Wasm.ValueType> types, ulong* slots, ReferenceAt reference)
    {
        if (_values.Length < types.Length)
        {
            _values = new Value[types.Length];
        }

        var slot = 0;
        for (var i = 0; i < types.Length; i++)
        {
            var kind = types[i].Kind;
            switch (kind)
            {
                case ValueKind.Ref:
                    _values[i] = Value.FromReference(reference(i, slot++));
                    break;
                case ValueKind.V128:
                    _values[i] = Value.FromSlots(kind, slots[slot], slots[slot + 1]);
                    slot += 2;
                    break;
                case ValueKind.I32 or ValueKind.F32:
                    _values[i] = Value.FromSlots(kind, (uint)slots[slot++]);
                    break;
                default:
                    _values[i] = Value.FromSlots(kind, slots[slot++]);
                    break;
            }
        }

        return types.Length;
    }

    // The last that is heard of a call: whatever the listener throws, the call is over.
    private void TellLast(int values, int place, Telling tell)
    {
        try
        {
            Tell(values, place, tell);
        }
        finally
        {
            _calls.RemoveAt(place);
        }
    }

    private void Tell(int values, int place, Telling tell)
    {
        ref var call = ref CollectionsMarshal.AsSpan(_calls)[place];
        _isTelling = true;
        try
        {
            tell(new FunctionCall(call.Entry.Function, call.Instance, place));
        }
        finally
        {
            _isTelling = false;
            _values.AsSpan(0, values).Clear();
        }
    }

    /// <summary>Finds a reference.</summary>
    /// <param name="index">The index of the argument or result.</param>
    /// <param name="slot">Its slot.</param>
    public delegate object? ReferenceAt(int index, int slot);

    private delegate void Telling(in FunctionCall call);

    private readonly struct Call(ModuleListeners.Entry entry, Instance instance, ulong* frame)
    {
        public ModuleListeners.Entry Entry { get; } = entry;

        public Instance Instance { get; } = instance;

        public ulong* Frame { get; } = frame;
    }
}
