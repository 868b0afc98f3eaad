namespace Weft.Bindings.Tests;

[Components.WitWorld("wit/shapes.wit", World = "host")]
internal sealed partial class Shapes;

[Components.WitWorld("wit/shapes.wit", World = "host", Errors = Components.WitErrors.Exceptions)]
internal static partial class ThrowingShapes;
