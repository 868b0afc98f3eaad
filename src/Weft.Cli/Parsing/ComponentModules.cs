// The core modules of a component, for commands that compile them.
using Weft.Components;

namespace Weft.Cli.Parsing;

/// <summary>Finds what is to be compiled of a component.</summary>
internal static class ComponentModules
{
    /// <summary>The modules in a binary component and in those inside it, binary.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Find(ComponentDefinition component)
    {
        foreach (var item in component.Items)
        {
            switch (item)
            {
                case CoreModuleItem { Binary.IsEmpty: false } module:
                    yield return module.Binary;
                    break;
                case NestedComponent nested:
                    foreach (var inner in Find(nested.Component))
                    {
                        yield return inner;
                    }

                    break;
            }
        }
    }
}
