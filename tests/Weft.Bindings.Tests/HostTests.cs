using System.Text;
using Weft.Components;
using Xunit;

namespace Weft.Bindings.Tests;

/// <summary>Functions of the host, called by a component in text.</summary>
public sealed class HostTests
{
    [Fact]
    public void Interfaces_have_the_types_that_wit_says()
    {
        var swap = typeof(Shapes.IDrawing).GetMethod("Swap")!;
        Assert.Equal(typeof(Shapes.Types.Label[]), swap.ReturnType);
        Assert.Equal(typeof(Option<uint?>), typeof(Shapes.IDrawing).GetMethod("Nested")!.ReturnType);
        Assert.Equal(typeof(ComponentResult<ValueTuple, string>), typeof(Shapes.IDrawing).GetMethod("Try")!.ReturnType);
        Assert.Equal(typeof(void), typeof(ThrowingShapes.IDrawing).GetMethod("Try")!.ReturnType);
        Assert.Equal(typeof(Rune), typeof(Shapes.IDrawing).GetMethod("Many")!.GetParameters()[10].ParameterType);
        Assert.Equal((Shapes.Types.Rights)7, Shapes.Types.Rights.Read | Shapes.Types.Rights.Write | Shapes.Types.Rights.ExecuteAsRoot);
        Assert.Equal(new Shapes.Types.Shape.Circle(1.5), (Shapes.Types.Shape)new Shapes.Types.Shape.Circle(1.5));
    }
}
