// The world of calls.wit under Weft, through bindings generated from it.
using Weft.Components;

namespace Weft.Bench.Components;

/// <summary>The world.</summary>
[WitWorld("Components/calls.wit")]
internal sealed partial class Calls;

/// <summary>Weft on one tier.</summary>
internal sealed class WeftCalls : ICalls
{
    private readonly Engine _engine;
    private readonly Component _component;
    private readonly Store _store;
    private readonly Calls _calls;
    private readonly Calls.Things.Counter _counter;
    private readonly Calls.Things.Point[] _points;
    private readonly ComponentLinker _linker;

    /// <summary>Makes an instance.</summary>
    /// <param name="tier">The tier.</param>
    /// <param name="options">Its options.</param>
    /// <param name="bytes">The component.</param>
    public WeftCalls(string tier, EngineOptions options, byte[] bytes)
    {
        Name = tier;
        _engine = new Engine(options);
        _component = Component.Load(_engine, bytes);
        _store = new Store(_engine);
        _calls = Calls.Instantiate(_store, _component);
        _counter = _calls.Exports.Things.CreateCounter(0);
        _points = [.. Enumerable.Range(0, ICalls.Points).Select(i => new Calls.Things.Point(i, -i, (uint)i))];
        _linker = new ComponentLinker(_engine);
    }

    public string Name { get; }

    public uint Add(int count)
    {
        var things = _calls.Exports.Things;
        uint sum = 0;
        for (; count > 0; count--)
        {
            sum = things.Add(sum, (uint)count);
        }

        return sum;
    }

    public uint Length(int count)
    {
        var things = _calls.Exports.Things;
        uint sum = 0;
        for (; count > 0; count--)
        {
            sum += things.Length(ICalls.Text);
        }

        return sum;
    }

    public uint Echo(int count)
    {
        var things = _calls.Exports.Things;
        uint sum = 0;
        for (; count > 0; count--)
        {
            sum += (uint)things.Echo(ICalls.Text).Length;
        }

        return sum;
    }

    public uint Total(int count)
    {
        var things = _calls.Exports.Things;
        uint sum = 0;
        for (; count > 0; count--)
        {
            sum += things.Total(_points);
        }

        return sum;
    }

    public uint Counter(int count)
    {
        uint sum = 0;
        for (; count > 0; count--)
        {
            sum += _counter.Next();
        }

        return sum;
    }

    public uint Run(string function, int count) => function switch
    {
        "add" => _calls.RunAdd((uint)count),
        "length" => _calls.RunLength((uint)count),
        "echo" => _calls.RunEcho((uint)count),
        "total" => _calls.RunTotal((uint)count),
        _ => _calls.RunCounter((uint)count),
    };

    public uint Instantiate(int count)
    {
        uint sum = 0;
        for (; count > 0; count--)
        {
            using var store = new Store(_engine);
            sum += _linker.Instantiate(store, _component).GetInstance("bench:calls/things@1.0.0").GetFunction<Func<uint, uint, uint>>("add")(2, 3);
        }

        return sum;
    }

    public void Dispose()
    {
        _store.Dispose();
        _component.Dispose();
        _engine.Dispose();
    }
}
