using Xunit;

namespace Weft.Bindings.Tests;

/// <summary>Methods that return tasks.</summary>
public sealed class TaskTests
{
    private const string Guest = """
        (component
          (core module $m
            (memory (export "mem") 1)
            (data (i32.const 8) "\10\00\00\00\02\00\00\00")
            (data (i32.const 24) "\41\00\00\00")
            (data (i32.const 36) "\00\d8\00\00")
            (func (export "odd-ones") (result i32) (i32.const 8))
            (func (export "spin") (loop $again (br $again)))
            (func (export "answer") (result i32) (i32.const 42)))
          (core instance $i (instantiate $m))
          (type $odd' (record (field "a" string) (field "b" char)))
          (import "odd" (type $odd (eq $odd')))
          (func (export "odd-ones") (result (list $odd)) (canon lift (core func $i "odd-ones") (memory (core memory $i "mem"))))
          (func (export "spin") (canon lift (core func $i "spin")))
          (func (export "answer") (result u32) (canon lift (core func $i "answer"))))
        """;

    [Fact]
    public async Task A_token_interrupts_the_guest()
    {
        using var guests = new Guests();
        var spinning = await Spinning.InstantiateAsync(guests.Store, guests.Load(Guest), TestContext.Current.CancellationToken);
        Assert.Equal(42u, await spinning.AnswerAsync(TestContext.Current.CancellationToken));
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => spinning.SpinAsync(source.Token));
        Assert.Equal(source.Token, error.CancellationToken);
    }

    [Fact]
    public void A_field_that_breaks_a_rule_is_named()
    {
        using var guests = new Guests();
        var trap = Assert.Throws<TrapException>(() => Spinning.Instantiate(guests.Store, guests.Load(Guest)).OddOnes());
        Assert.Contains("in `odd-ones`, result, element 1, field `b`: invalid `char` bit pattern: 0xd800", trap.Message);
    }

    [Fact]
    public async Task Traps_come_out_of_the_task()
    {
        using var guests = new Guests();
        var spinning = Spinning.Instantiate(guests.Store, guests.Load(Guest));
        guests.Store.Interrupt();
        var trap = await Assert.ThrowsAsync<TrapException>(() => spinning.AnswerAsync(TestContext.Current.CancellationToken));
        Assert.Equal(TrapKind.Interrupted, trap.Kind);
    }
}
