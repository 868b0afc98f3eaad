using Xunit;
using static Weft.Bindings.Tests.Counters.Counting;

namespace Weft.Bindings.Tests;

/// <summary>Resources of the guest.</summary>
public sealed class CounterTests : ICountersImports
{
    private readonly List<string> _notes = [];

    void ICountersImports.Note(string text) => _notes.Add(text);

    [Fact]
    public void Resources_of_the_guest_are_objects()
    {
        using var guests = new Guests();
        var counting = Counters.Instantiate(guests.Store, guests.Load(CounterGuest.Text), this).Exports.Counting;
        using (var counter = counting.CreateCounter(40))
        {
            Assert.Equal(["made"], _notes);
            Assert.Equal(42u, counter.Add(2));
            Assert.Equal(42u, counter.Check().Ok);
            counter.Add(100);
            Assert.Equal(Level.High, counter.Check().Error);
            Assert.Equal(1u, counting.Live());
        }

        Assert.Equal(0u, counting.Live());
    }

    [Fact]
    public void Handles_are_lent_and_given_away()
    {
        using var guests = new Guests();
        var counting = Counters.Instantiate(guests.Store, guests.Load(CounterGuest.Text), this).Exports.Counting;
        var (a, b) = (counting.CreateCounter(1), counting.CreateCounter(2));
        Assert.Equal(5u, counting.Total([a, b, b]));
        var merged = counting.CounterMerge(a, b);
        Assert.Throws<ArgumentException>(() => a.Add(1));
        Assert.Equal(3u, merged.Add(0));
        Assert.Equal(2u, b.Add(0));
        Assert.Equal(2u, counting.Live());
    }

    [Fact]
    public void Records_may_own_resources()
    {
        using var guests = new Guests();
        var counting = Counters.Instantiate(guests.Store, guests.Load(CounterGuest.Text), this).Exports.Counting;
        Named[] made = counting.Make(["x", "yz"]);
        Assert.Equal(["x", "yz"], made.Select(item => item.Name));
        Assert.Equal([10u, 11u], made.Select(item => item.Counter.Add(10)));
    }

    [Fact]
    public void A_guest_that_breaks_a_rule_is_named()
    {
        using var guests = new Guests();
        var counting = Counters.Instantiate(guests.Store, guests.Load(CounterGuest.Text), this).Exports.Counting;
        var error = Assert.Throws<TrapException>(() => counting.Wrong());
        Assert.Equal(TrapKind.CanonicalAbi, error.Kind);
        Assert.Contains("in `wrong`, result: invalid variant discriminant: discriminant 7 out of range [0..2)", error.Message);
    }

    [Fact]
    public void Two_instances_have_resources_of_their_own()
    {
        using var guests = new Guests();
        var component = guests.Load(CounterGuest.Text);
        var one = Counters.Instantiate(guests.Store, component, this).Exports.Counting;
        var other = Counters.Instantiate(guests.Store, component, this).Exports.Counting;
        using var counter = one.CreateCounter(1);
        Assert.Throws<ArgumentException>(() => other.Total([counter]));
        Assert.Equal(1u, one.Total([counter]));
    }
}
