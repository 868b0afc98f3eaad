// Which loads read what the round before of a loop has stored.
using Weft.Compiler;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class CarriedLoadsTests
{
    // How OperandScan names constants.
    private const long Constant = 1L << 40;

    // A pointer moves by a step behind a load and a store relative to it.
    [Theory]
    [InlineData(0u, 4u, 4u, true)]
    [InlineData(1000u, 1004u, 4u, true)]
    [InlineData(4u, 0u, unchecked((uint)-4), true)]
    [InlineData(0u, 0u, 4u, false)]
    [InlineData(4u, 0u, 4u, false)]
    [InlineData(0u, 8u, 4u, false)]
    [InlineData(0u, 0u, 0u, false)]
    public void A_load_is_carried_where_the_store_was_before_the_pointer_moved(uint load, uint store, uint step, bool isCarried)
    {
        var loads = new CarriedLoads();
        loads.OpenLoop();
        loads.NoteRead(10, local: 3);
        Assert.True(loads.NoteLoad(11, address: 10, load));
        loads.NoteStore(address: 10, store);
        loads.NoteSum(12, left: 10, Constant + step);
        loads.NoteWrite(local: 3, value: 12);
        Assert.Equal(isCarried ? [11] : [], loads.CloseLoop());
    }

    [Fact]
    public void A_store_relative_to_a_pointer_that_has_moved_is_where_it_is()
    {
        var loads = new CarriedLoads();
        loads.OpenLoop();
        loads.NoteRead(10, local: 0);
        loads.NoteLoad(11, address: 10, displacement: 0);
        loads.NoteSum(12, left: 10, Constant + 4);
        loads.NoteWrite(local: 0, value: 12);
        loads.NoteRead(20, local: 0);
        loads.NoteStore(address: 20, displacement: 0);
        Assert.Equal([11], loads.CloseLoop());
    }

    [Fact]
    public void A_row_and_a_place_in_it_are_a_pointer()
    {
        var loads = new CarriedLoads();
        loads.OpenLoop();
        loads.NoteRead(10, local: 5);
        loads.NoteRead(11, local: 2);
        loads.NoteSum(12, left: 10, right: 11);
        loads.NoteLoad(13, address: 12, displacement: 8000);
        loads.NoteRead(20, local: 5);
        loads.NoteRead(21, local: 2);
        loads.NoteSum(22, left: 21, right: 20);
        loads.NoteStore(address: 22, displacement: 8004);
        loads.NoteSum(23, left: 21, Constant + 4);
        loads.NoteWrite(local: 2, value: 23);
        Assert.Equal([13], loads.CloseLoop());
    }

    [Fact]
    public void Nothing_is_known_of_a_pointer_that_gets_something_else_or_of_a_loop_around_another()
    {
        var loads = new CarriedLoads();
        loads.OpenLoop();
        loads.NoteRead(10, local: 0);
        loads.NoteLoad(11, address: 10, displacement: 0);
        loads.NoteStore(address: 10, displacement: 4);
        loads.NoteWrite(local: 0, value: 12);
        loads.NoteRead(20, local: 0);
        Assert.False(loads.NoteLoad(21, address: 20, displacement: 0));
        Assert.Empty(loads.CloseLoop());
        Assert.Empty(loads.CloseLoop());
    }
}
