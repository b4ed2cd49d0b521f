urlpatterns: list = []
app_name = "public"
