namespace Weft.Bindings.Tests;

[Components.WitWorld("wit/shapes.wit", World = "host")]
internal sealed partial class Shapes;

[Components.WitWorld("wit/shapes.wit", World = "host", Errors = Components.WitErrors.Exceptions)]
internal static partial class ThrowingShapes;

[Components.WitWorld("wit/echo.wit")]
internal sealed partial class Echoing;

[Components.WitWorld("wit/echo.wit", Errors = Components.WitErrors.Exceptions, Async = true)]
internal sealed partial class ThrowingEchoing;

[Components.WitWorld("wit/counters.wit")]
internal sealed partial class Counters;

[Components.WitWorld("wit/spinning.wit", Async = true)]
internal sealed partial class Spinning;
