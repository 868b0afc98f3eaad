using System.Text;
using Weft.Components;
using Weft.Components.Tests.CanonicalAbi;
using Xunit;
using static Weft.Bindings.Tests.Echoing.Kinds;

namespace Weft.Bindings.Tests;

/// <summary>Values of every kind of type, through generated codecs on one side or on both.</summary>
public sealed class EchoTests
{
    [Fact]
    public void Functions_of_the_host_get_what_the_plain_implementation_gives()
    {
        using var guests = new Guests();
        var instance = Echoing.Instantiate(guests.Store, guests.Load(EchoGuest.Text), new EchoHost()).Instance;
        var random = new RandomTypes(1);
        foreach (var name in instance.ExportNames.Where(name => name is not ("many" or "direct")))
        {
            var function = instance.GetFunction(name);
            for (var i = 0; i < 200; i++)
            {
                var value = random.MakeValue(function.Type.Parameters[0].Type);
                Assert.Equal(value, function.Call(value));
            }
        }
    }

    [Fact]
    public void Exported_functions_take_and_give_values()
    {
        using var guests = new Guests();
        var echoing = Echoing.Instantiate(guests.Store, guests.Load(EchoGuest.Text), new EchoHost());
        Assert.Equal(new Pair(1, ulong.MaxValue), echoing.PairOf(new Pair(1, ulong.MaxValue)));
        Assert.True(echoing.ResultOf(ComponentResult.Ok()) is { IsError: false });
        Assert.Equal(5ul, echoing.ResultOf(ComponentResult.Error(5ul)).Error);

        var direct = echoing.Exports.Direct;
        Mixed[] values =
        [
            Mixed.Nothing.Instance, new Mixed.Narrow(1.5f), new Mixed.Wide(1ul << 40), new Mixed.Text("tëxt"), new Mixed.Both(new Pair(2, 3)), new Mixed.Value(-5),
        ];
        Assert.All(values, value => Assert.Equal(value, direct.VariantOf(value)));
        var inner = Assert.IsType<Mixed.List>(direct.VariantOf(new Mixed.List([MixedInner.Instance.Single, new MixedInner.Inner(null), new MixedInner.Inner(7)])));
        Assert.Equal([MixedInner.Instance.Single, new MixedInner.Inner(null), new MixedInner.Inner(7)], inner.Payload);

        var everything = new Everything(
            true, -2, 1.25f, -2.5, new Rune('ß'), "six", ["a", ""], null, [new Pair(9, 10)], ComponentResult.Error(Direction.LeftAndRight), (1, (2, "three")));
        var back = direct.RecordOf(everything);
        Assert.Equal(everything with { Seven = back.Seven, Nine = back.Nine }, back);
        Assert.Equal(everything.Seven, back.Seven);
        Assert.Equal(everything.Nine, back.Nine);
        Assert.Equal("1 -2 3 -4 5 -6 7 -8 1.5 -2.5 x True m 3", direct.Many(1, -2, 3, -4, 5, -6, 7, -8, 1.5f, -2.5, new Rune('x'), true, "m", [1, 2, 3]));
    }

    [Fact]
    public void Values_that_are_none_of_the_type_are_refused()
    {
        using var guests = new Guests();
        var echoing = Echoing.Instantiate(guests.Store, guests.Load(EchoGuest.Text), new EchoHost());
        Assert.Throws<ArgumentNullException>(() => echoing.Exports.Direct.VariantOf(null!));
        Assert.Throws<ArgumentNullException>(() => echoing.Exports.Direct.RecordOf(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => echoing.Exports.Direct.RecordOf(new Everything(
            true, 0, 0, 0, new Rune('a'), "", [], null, [], ComponentResult.Error((Direction)3), (0, (0, "")))));
        Assert.Equal(new Pair(1, 2), echoing.PairOf(new Pair(1, 2)));
    }

    [Fact]
    public async Task Errors_are_exceptions_and_calls_are_tasks_where_that_is_chosen()
    {
        using var guests = new Guests();
        var linker = Echoing.AddTo(new ComponentLinker(guests.Engine), new EchoHost());
        var echoing = await ThrowingEchoing.InstantiateAsync(guests.Store, guests.Load(EchoGuest.Text), linker, TestContext.Current.CancellationToken);
        echoing.ResultOf(ComponentResult.Ok());
        Assert.Equal(6ul, Assert.Throws<ComponentErrorException<ulong>>(() => echoing.ResultOf(ComponentResult.Error(6ul))).Error);
        var pair = await echoing.PairOfAsync(new ThrowingEchoing.Kinds.Pair(3, 4), TestContext.Current.CancellationToken);
        Assert.Equal(new ThrowingEchoing.Kinds.Pair(3, 4), pair);
    }

    [Fact]
    public void A_component_of_another_world_is_refused()
    {
        using var guests = new Guests();
        var component = guests.Load("(component)");
        var error = Assert.Throws<LinkException>(() => Echoing.Instantiate(guests.Store, component, new EchoHost()));
        Assert.Contains("does not export an instance `direct`", error.Message);
    }
}
