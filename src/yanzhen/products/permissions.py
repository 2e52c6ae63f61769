from yanzhen.platform import functions, roles

functions.declare_noun("products.category", view=roles.EVERYBODY, edit=(roles.CLERK,))
functions.declare_noun(
    "products.product",
    view=roles.EVERYBODY,
    edit=(roles.CLERK,),
    export=(roles.DIRECTOR, roles.MANAGER, roles.CLERK, roles.FINANCE),
)
