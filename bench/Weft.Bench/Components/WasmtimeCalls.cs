// The world of calls.wit under Wasmtime, through its C API. Arguments are made once, in native memory; results are freed, as they must be.
using System.Runtime.InteropServices;
using System.Text;
using static Weft.Bench.Components.WasmtimeComponents;

namespace Weft.Bench.Components;

/// <summary>Wasmtime.</summary>
// SAFETY: native memory of arguments lives as long as this; the API takes copies of them, and what it returns is read before it is freed.
internal sealed unsafe class WasmtimeCalls : ICalls
{
    private const string Things = "bench:calls/things@1.0.0";

    private readonly nint _engine;
    private readonly nint _component;
    private readonly nint _linker;
    private readonly nint _store;
    private readonly nint _context;
    private readonly WasmtimeItem _instance;
    private readonly WasmtimeItem _add;
    private readonly WasmtimeItem _length;
    private readonly WasmtimeItem _echo;
    private readonly WasmtimeItem _total;
    private readonly WasmtimeItem _next;
    private readonly Dictionary<string, WasmtimeItem> _runs = [];
    private readonly List<nint> _memory = [];
    private readonly WasmtimeValue* _two;
    private readonly WasmtimeValue* _text;
    private readonly WasmtimeValue* _points;
    private readonly WasmtimeValue* _counter;
    private readonly WasmtimeValue* _result;

    /// <summary>Makes an instance.</summary>
    /// <param name="bytes">The component.</param>
    public WasmtimeCalls(byte[] bytes)
    {
        var configuration = NewConfiguration();
        EnableComponents(configuration, true);
        var pooling = NewPooling();
        UsePooling(configuration, pooling);
        DeletePooling(pooling);
        _engine = NewEngine(configuration);
        fixed (byte* first = bytes)
        {
            Check(NewComponent(_engine, first, (nuint)bytes.Length, out _component));
        }

        _linker = NewLinker(_engine);
        _store = NewStore(_engine, 0, 0);
        _context = GetContext(_store);
        Check(WasmtimeComponents.Instantiate(_linker, _context, _component, out _instance));
        (_add, _length, _echo, _total) = (Find(Things, "add"), Find(Things, "length"), Find(Things, "echo"), Find(Things, "total"));
        _next = Find(Things, "[method]counter.next");
        foreach (var name in new[] { "add", "length", "echo", "total", "counter" })
        {
            _runs[name] = Find(null, "run-" + name);
        }

        _result = Allocate<WasmtimeValue>(1);
        _two = Allocate<WasmtimeValue>(2);
        _two[0].Kind = _two[1].Kind = WasmtimeValue.U32Kind;
        _text = MakeText();
        _points = MakePoints();
        _counter = Allocate<WasmtimeValue>(1);
        Check(Call(Find(Things, "[constructor]counter"), _context, _two, 1, _counter, 1));
    }

    public string Name => "wasmtime";

    public uint Add(int count)
    {
        uint sum = 0;
        for (; count > 0; count--)
        {
            (_two[0].U32, _two[1].U32) = (sum, (uint)count);
            Check(Call(_add, _context, _two, 2, _result, 1));
            sum = _result->U32;
        }

        return sum;
    }

    public uint Length(int count) => SumOf(_length, _text, count);

    public uint Echo(int count)
    {
        uint sum = 0;
        for (; count > 0; count--)
        {
            Check(Call(_echo, _context, _text, 1, _result, 1));
            sum += (uint)_result->Size;
            DeleteValue(_result);
        }

        return sum;
    }

    public uint Total(int count) => SumOf(_total, _points, count);

    public uint Counter(int count) => SumOf(_next, _counter, count);

    public uint Run(string function, int count)
    {
        _two[0].U32 = (uint)count;
        return SumOf(_runs[function], _two, 1);
    }

    public uint Instantiate(int count)
    {
        uint sum = 0;
        (_two[0].U32, _two[1].U32) = (2, 3);
        for (; count > 0; count--)
        {
            var store = NewStore(_engine, 0, 0);
            var context = GetContext(store);
            Check(WasmtimeComponents.Instantiate(_linker, context, _component, out var instance));
            var add = Find(instance, context, Things, "add");
            Check(Call(add, context, _two, 2, _result, 1));
            sum += _result->U32;
            DeleteStore(store);
        }

        return sum;
    }

    public void Dispose()
    {
        Check(DropResource(_context, (void*)_counter->Size));
        DeleteValue(_counter);
        _memory.ForEach(memory => NativeMemory.Free((void*)memory));
        DeleteStore(_store);
        DeleteLinker(_linker);
        DeleteComponent(_component);
        DeleteEngine(_engine);
    }

    private uint SumOf(in WasmtimeItem function, WasmtimeValue* argument, int count)
    {
        uint sum = 0;
        for (; count > 0; count--)
        {
            Check(Call(function, _context, argument, 1, _result, 1));
            sum += _result->U32;
        }

        return sum;
    }

    private WasmtimeItem Find(string? instance, string name) => Find(_instance, _context, instance, name);

    private static WasmtimeItem Find(in WasmtimeItem root, nint context, string? instance, string name)
    {
        var parent = instance is null ? 0 : Index(root, context, 0, instance);
        var export = Index(root, context, parent, name);
        if (!GetFunction(root, context, export, out var function))
        {
            throw new InvalidOperationException($"no function {name}");
        }

        DeleteExport(export);
        if (parent != 0)
        {
            DeleteExport(parent);
        }

        return function;
    }

    private static nint Index(in WasmtimeItem root, nint context, nint parent, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        fixed (byte* first = bytes)
        {
            var export = FindExport(root, context, parent, first, (nuint)bytes.Length);
            return export != 0 ? export : throw new InvalidOperationException($"no export {name}");
        }
    }

    private WasmtimeValue* MakeText()
    {
        var value = Allocate<WasmtimeValue>(1);
        value->Kind = WasmtimeValue.StringKind;
        value->Data = MakeBytes(ICalls.Text);
        value->Size = (nuint)ICalls.Text.Length;
        return value;
    }

    private WasmtimeValue* MakePoints()
    {
        var list = Allocate<WasmtimeValue>(1);
        var points = Allocate<WasmtimeValue>(ICalls.Points);
        list->Kind = WasmtimeValue.ListKind;
        list->Size = ICalls.Points;
        list->Data = points;
        var x = MakeBytes("x");
        var y = MakeBytes("y");
        var id = MakeBytes("id");
        for (var i = 0; i < ICalls.Points; i++)
        {
            var fields = Allocate<WasmtimeField>(3);
            points[i].Kind = WasmtimeValue.RecordKind;
            points[i].Size = 3;
            points[i].Data = fields;
            fields[0] = new WasmtimeField { NameSize = 1, Name = x, Value = { Kind = WasmtimeValue.F64Kind, F64 = i } };
            fields[1] = new WasmtimeField { NameSize = 1, Name = y, Value = { Kind = WasmtimeValue.F64Kind, F64 = -i } };
            fields[2] = new WasmtimeField { NameSize = 2, Name = id, Value = { Kind = WasmtimeValue.U32Kind, U32 = (uint)i } };
        }

        return list;
    }

    private byte* MakeBytes(string text)
    {
        var bytes = Allocate<byte>(text.Length);
        Encoding.ASCII.GetBytes(text, new Span<byte>(bytes, text.Length));
        return bytes;
    }

    private T* Allocate<T>(int count)
        where T : unmanaged
    {
        var memory = NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(T));
        _memory.Add((nint)memory);
        return (T*)memory;
    }
}
