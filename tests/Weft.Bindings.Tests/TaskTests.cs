using Xunit;

namespace Weft.Bindings.Tests;

/// <summary>Methods that return tasks.</summary>
public sealed class TaskTests
{
    private const string Guest = """
        (component
          (core module $m
            (func (export "spin") (loop $again (br $again)))
            (func (export "answer") (result i32) (i32.const 42)))
          (core instance $i (instantiate $m))
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
    public async Task Traps_come_out_of_the_task()
    {
        using var guests = new Guests();
        var spinning = Spinning.Instantiate(guests.Store, guests.Load(Guest));
        guests.Store.Interrupt();
        var trap = await Assert.ThrowsAsync<TrapException>(() => spinning.AnswerAsync(TestContext.Current.CancellationToken));
        Assert.Equal(TrapKind.Interrupted, trap.Kind);
    }
}
