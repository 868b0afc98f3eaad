// Functions of the host, called by the host: conversion of arguments and results, and what misuse says.
using System.Runtime.Intrinsics;
using Weft.Wasm;
using Xunit;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Tests.Runtime;

public sealed class HostFunctionTests : IDisposable
{
    private delegate long Custom(int left, long right);

    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly Linker _linker;

    public HostFunctionTests()
    {
        _store = new Store(_engine);
        _linker = new Linker(_engine);
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Every_kind_of_value_travels_both_ways()
    {
        var function = Import(
            "(param i32 i64 i64 f32 f64 v128 externref) (result externref v128 f64 f32 i64 i64 i32)",
            linker => linker.AddFunction("a", "b", (uint b, long c, ulong d, float e, double f, Vector128<byte> g, object? h) => (h, g, f, e, d, c, b)));
        var vector = Vector128.Create(1UL, ulong.MaxValue).AsByte();
        Value[] arguments = [-2, -3L, -4L, 1.5f, -2.5, vector, Value.FromReference(this)];
        Assert.Equal(arguments.Reverse(), function.Invoke(arguments));
    }

    [Fact]
    public void Typed_delegates_convert_as_well()
    {
        var function = Import("(param i32 i64) (result i64)", linker => linker.AddFunction("a", "b", (Caller _, uint left, long right) => left + right));
        Assert.Equal(uint.MaxValue + 5L, function.ToFunc<int, long, long>()(-1, 5));
        Assert.Equal(uint.MaxValue + 5UL, function.ToDelegate<Func<uint, ulong, ulong>>()(uint.MaxValue, 5));
        Assert.Equal(7, function.ToDelegate<Custom>()(3, 4));
        Assert.Throws<ArgumentException>(() => function.ToFunc<int, long, int>());
        Assert.Throws<ArgumentException>(() => function.ToAction<int, long>());
        Assert.Throws<ArgumentException>(() => function.ToDelegate<Func<int, long, string>>());
        Assert.Throws<ArgumentException>(() => function.ToDelegate<Func<int, int, int, int, int, int, int, int, int, int>>());

        var vectors = Import("(param v128 externref) (result v128 externref)", linker => linker.AddFunction("a", "c", (Vector128<byte> v, object? o) => (v, o)), "c");
        var (vector, reference) = vectors.ToFunc<Vector128<byte>, object, (Vector128<byte>, object)>()(Vector128<byte>.One, "x");
        Assert.Equal(Vector128<byte>.One, vector);
        Assert.Equal("x", reference);
        var eight = Import(
            "(param i32 i32 i32 i32 i32 i32 i32 f32) (result i32 f64)",
            linker => linker.AddFunction("a", "d", (int a, int b, int c, int d, int e, int f, int g, float h) => (a + b + c + d + e + f + g, (double)h)), "d");
        Assert.Equal((28, 0.5), eight.ToFunc<int, int, int, int, int, int, int, float, (int, double)>()(1, 2, 3, 4, 5, 6, 7, 0.5f));
        Assert.Equal((28, 0.5), eight.ToDelegate<Func<int, int, int, int, int, int, int, float, (int, double)>>()(1, 2, 3, 4, 5, 6, 7, 0.5f));
    }

    [Fact]
    public void Thirteen_parameters_are_taken_in_order()
    {
        var given = new List<int>();
        var function = Import(
            "(param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)",
            linker => linker.AddFunction(
                "a", "b", (Caller _, int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l) => given.AddRange([a, b, c, d, e, f, g, h, i, j, k, l])));
        function.Invoke([.. Enumerable.Range(0, 12).Select(i => (Value)i)]);
        Assert.Equal(Enumerable.Range(0, 12), given);
    }

    [Fact]
    public void Not_a_numbers_keep_their_payload()
    {
        var function = Import("(param f32 f64) (result f32 f64)", linker => linker.AddFunction("a", "b", (float x, double y) => (x, y)));
        var results = function.Invoke(Value.FromBits(ValueKind.F32, 0x7FA00001), Value.FromBits(ValueKind.F64, 0x7FF4_0000_0000_0001));
        Assert.Equal(0x7FA00001UL, results[0].AsBits());
        Assert.Equal(0x7FF4_0000_0000_0001UL, results[1].AsBits());
    }

    [Fact]
    public void Wrong_arguments_are_refused_before_anything_runs()
    {
        var calls = 0;
        var function = Import("(param i32 funcref)", linker => linker.AddFunction("a", "b", (int _, Function? _) => { calls++; }));
        Assert.Throws<ArgumentException>(() => function.Invoke(1));
        Assert.Throws<ArgumentException>(() => function.Invoke(1L, default));
        Assert.Throws<ArgumentException>(() => function.Invoke(1, Value.FromReference("text")));
        using var other = new Store(_engine);
        Assert.Throws<ArgumentException>(() => function.Invoke(1, new Function(other, FunctionType.Empty, (_, _, _) => { })));
        Assert.Equal(0, calls);
    }

    [Fact]
    public void A_result_of_another_type_or_store_is_refused()
    {
        object? result = null;
        var function = Import("(result (ref i31))", linker => linker.AddFunction("a", "b", () => result));
        Assert.Throws<ArgumentException>(() => function.Invoke());
        result = "text";
        Assert.Throws<ArgumentException>(() => function.Invoke());
        result = I31.Create(4);
        Assert.Equal(I31.Create(4), function.Invoke()[0].Reference);
        var untyped = new Function(_store, new FunctionType([], [ValueType.I32]), (_, _, results) => results[0] = 1L);
        Assert.Throws<ArgumentException>(() => untyped.Invoke());
    }

    [Fact]
    public void Exceptions_of_the_host_come_out_as_they_are()
    {
        var function = new Function(_store, FunctionType.Empty, (_, _, _) => throw new GuestExitException(3));
        Assert.Equal(3, Assert.Throws<GuestExitException>(() => function.Invoke()).ExitCode);
        var wrong = new Function(_store, FunctionType.Empty, (_, _, _) => throw new FormatException("x"));
        Assert.Throws<FormatException>(() => wrong.ToAction()());
        Assert.Equal("x", Assert.Throws<FormatException>(() => wrong.Invoke()).Message);
    }

    [Fact]
    public void A_store_runs_on_one_thread_at_a_time_and_is_not_disposed_meanwhile()
    {
        using var inside = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var nested = new Function(_store, FunctionType.Empty, (_, _, _) => { });
        var function = new Function(_store, FunctionType.Empty, (caller, _, _) =>
        {
            inside.Set();
            goOn.Wait();
            nested.Invoke();
            Assert.Throws<InvalidOperationException>(caller.Store.Dispose);
            Assert.Null(caller.Instance);
        });
        var thread = new Thread(() => function.Invoke());
        thread.Start();
        inside.Wait(TestContext.Current.CancellationToken);
        Assert.Throws<InvalidOperationException>(() => nested.Invoke());
        Assert.Throws<InvalidOperationException>(_store.Dispose);
        goOn.Set();
        Assert.True(thread.Join(TimeSpan.FromSeconds(30)));
        nested.Invoke();
        _store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => nested.Invoke());
    }

    [Fact]
    public void Endless_recursion_through_the_host_is_an_exhausted_stack()
    {
        Function? function = null;
        function = new Function(_store, FunctionType.Empty, (_, _, _) => function!.Invoke());
        Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => function.Invoke()).Kind);
        Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => function.Invoke()).Kind);
    }

    [Fact]
    public void Interruption_cancels_a_host_function_that_waits_and_is_over_then()
    {
        var function = new Function(_store, FunctionType.Empty, (caller, _, _) =>
        {
            caller.CancellationToken.WaitHandle.WaitOne();
            caller.CancellationToken.ThrowIfCancellationRequested();
        });
        var thread = new Thread(() =>
        {
            Thread.Sleep(20);
            _store.Interrupt();
        });
        thread.Start();
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => function.Invoke()).Kind);
        thread.Join();
        Assert.False(_store.CancellationToken.IsCancellationRequested);

        using var source = new CancellationTokenSource(20);
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => function.Invoke(source.Token)).Kind);
        Assert.False(_store.CancellationToken.IsCancellationRequested);
        _store.Interrupt();
        Assert.True(_store.CancellationToken.IsCancellationRequested);
        _store.ClearInterrupt();
        Assert.False(_store.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public void Unknown_imports_can_be_made_traps()
    {
        var module = _engine.LoadModuleText("(module (import \"x\" \"y\" (func (param i32))) (import \"x\" \"z\" (memory 1)) (export \"f\" (func 0)))");
        _linker.DefineUnknownImportsAsTraps(module);
        Assert.Throws<LinkException>(() => _linker.Instantiate(_store, module));
        _linker.Define("x", "z", new Weft.Memory(_store, new MemoryType(new Limits(1, 1))));
        var trap = Assert.Throws<TrapException>(() => _linker.Instantiate(_store, module).GetFunction("f").Invoke(1));
        Assert.Contains("\"x\" \"y\"", trap.Message);
    }

    private Function Import(string type, Action<Linker> define, string name = "b")
    {
        define(_linker);
        return _linker.Instantiate(_store, _engine.LoadModuleText($"(module (import \"a\" \"{name}\" (func {type})) (export \"f\" (func 0)))")).GetFunction("f");
    }
}
